// The files of a bundle of one unit. Source: docs/spec section 10.
(function (Eal) {
  const f = Eal.form;
  const { isHash, isCount } = Eal.spelling;
  const LINES_MAX = 1000000;
  const LINE_BYTES_MAX = 2 ** 24;
  const isPath = f.listOf(isHash, { most: 126 });
  const isHead = f.members({ first: isCount, path: isPath });
  const isSheet = f.members({
    acts: (value) => f.listOf(isCount, { least: 1, most: LINES_MAX })(value) && value.every((one, n) => n === 0 || value[n - 1] < one),
    chain: isHash,
    key: (value) => typeof value === 'string' && value !== '',
  });
  const isPlaced = f.members({ inclusion: isPath, index: isCount, seen: f.nullOr(isPath) });

  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  function linesOf(bytes, shapeAt) {
    const lines = Eal.linesOf(bytes);
    const read = lines.slice(0, LINES_MAX).map((line, n) => {
      const value = Eal.parseCanonical(line, { max: LINE_BYTES_MAX });
      shapeAt(n)(value);
      return value;
    });
    if (lines.length > LINES_MAX) refuse('too_large', `more than ${LINES_MAX} lines`);
    return read;
  }

  function inOrder(values, before) {
    if (values.some((value, n) => n > 0 && !before(values[n - 1], value))) refuse('bad_member', 'lines out of order');
  }

  /** Reads `law.jsonl`: `{first, path, sheets}`. */
  Eal.parseLaw = function (bytes) {
    const [head, ...sheets] = linesOf(bytes, (n) => (n === 0 ? isHead : isSheet));
    inOrder(sheets.map((sheet) => sheet.key), (a, b) => Eal.compare(a, b) < 0);
    if (!sheets.length) refuse('missing_member', 'law.jsonl: no sheet');
    return { first: head.first, path: head.path.map(Eal.unhex), sheets };
  };

  /** Reads `paths.jsonl`: a line an entry, by index. */
  Eal.parsePaths = function (bytes) {
    const paths = linesOf(bytes, () => isPlaced);
    inOrder(paths.map((one) => one.index), (a, b) => a < b);
    return paths;
  };
})(Eal);
