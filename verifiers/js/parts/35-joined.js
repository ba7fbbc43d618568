// Bundles of one log that each go on where another ends, read as one. Source: docs/spec section 10.
(function (Eal) {
  const f = Eal.form;
  const { isHash, isCount } = Eal.spelling;
  const BEFORE_BYTES_MAX = 2 ** 24;
  const ALONG = ['entries.jsonl', 'rows.jsonl'];

  const isBefore = f.members({
    format: f.oneOf(0),
    frontier: f.listOf(isHash, { least: 1, most: 63 }),
    keys: f.listOf((key) => Eal.isKey(key), { most: 2 ** 17 }),
    root: isHash,
    size: f.atLeast(1),
  });

  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  const ones = (size) => size.toString(2).replaceAll('0', '').length;

  /** Reads `before.json`: `{frontier, keys, root, size}`; its hashes give its root. */
  Eal.parseBefore = function (bytes) {
    const before = Eal.parseCanonical(bytes, { max: BEFORE_BYTES_MAX });
    isBefore(before);
    const root = before.frontier.map(Eal.unhex).reduceRight((right, left) => Eal.nodeHash(left, right));
    if (before.frontier.length !== ones(before.size) || Eal.hex(root) !== before.root) {
      refuse('bad_member', 'before.json: the hashes are not those of a tree of this size and root');
    }
    return before;
  };

  const beginsAt = (bundle) => (bundle.files['before.json'] ? Eal.parseBefore(bundle.files['before.json']).size : 0);

  function joined(earlier, later) {
    const before = Eal.parseBefore(later.files['before.json'] || new Uint8Array(0));
    const isSame = ['id', 'origin'].every((name) => earlier.ledger[name] === later.ledger[name]);
    if (!isSame) refuse('bundles_do_not_meet', 'of two ledgers');
    if (earlier.size !== before.size) refuse('bundles_do_not_meet', `one ends at ${earlier.size}, the next begins at ${before.size}`);
    const files = { ...later.files };
    delete files['before.json'];
    for (const name of Object.keys(earlier.files)) {
      if (Eal.documentOf(name) !== null && !files[name]) files[name] = earlier.files[name];
    }
    for (const name of ALONG) {
      if (earlier.files[name] && files[name]) files[name] = Eal.concat(earlier.files[name], files[name]);
      else delete files[name];
    }
    const befores = [...(earlier.befores || []), before];
    return { ...later, befores, files, first: before.size, parts: [...(earlier.parts || [earlier]), later] };
  }

  /** Several bundles as one, in whatever order they are given; throws `Eal.Refusal` where they do not meet. */
  Eal.joinBundles = function (bundles) {
    if (bundles.some((bundle) => bundle.files['proof.json'])) refuse('bundles_do_not_meet', 'a bundle of one unit stands for itself');
    const begun = bundles.map((bundle) => ({ bundle, at: beginsAt(bundle) })).sort((a, b) => a.at - b.at);
    if (begun[0].at > 0) refuse('bundles_do_not_meet', 'none of them begins at entry 0');
    return begun.map((one) => one.bundle).reduce(joined);
  };

  /** Which files of which part V01 looks at: those that are used. */
  Eal.usedOf = function ({ files, listed, parts }) {
    if (!parts) return [{ files, listed, isUsed: () => true }];
    const last = parts.length - 1;
    return parts.map((part, n) => ({ ...part, isUsed: (name) => (n === last ? name !== 'before.json' : ALONG.includes(name)) }));
  };
})(Eal);
