(function (Eal) {
  const f = Eal.form;
  const { isHash, isId, isDay, isOrigin, isCount } = Eal.spelling;
  const isText = (value) => typeof value === 'string';
  /** Text that is not empty: a key, an entry, a note. */
  const isKey = (value) => isText(value) && value !== '';
  const isPath = f.listOf(isHash, { most: 63 });
  const PROOF_BYTES_MAX = 16777216;
  const DEPTH_MAX = 64;

  const isPlaced = f.members({ entry: isKey, inclusion: isPath, index: isCount });
  /** The columns of the rows that are placed on keys (docs/spec 8.3), besides `ordinal`, `since`, `table`. */
  const COLUMNS = {
    act: 'act body contested_margin day digest kind number persons',
    law: 'doc id kind',
    subject: 'key kind name parent type',
    member: 'list unit',
    status: 'day event field subject value',
    amount: 'bucket day event high holder how low material why',
    figure: 'contest covers day event figures form level part parts run unit',
    effect: 'act awaits body channels contests data event from_day id object run selections target until_day verb what',
    effect_unit: 'effect further sign unit',
  };

  function isRow(value) {
    if (!Eal.isObject(value) || !Eal.knows(COLUMNS, value.table)) return false;
    const names = [...COLUMNS[value.table].split(' '), 'ordinal', 'since', 'table'].sort();
    return Object.keys(value).sort().join(' ') === names.join(' ') && [value.ordinal, value.since].every(Number.isSafeInteger);
  }
  const isAct = f.members({ leaf: isHash, rows: f.listOf(isRow, { least: 1, most: Infinity }) });
  const isSheet = f.members({ acts: f.listOf(isAct, { least: 1, most: Infinity }), index: isCount, key: isKey, path: isPath });
  const isNeighbour = f.nullOr(
    f.members({ acts: f.atLeast(1), chain: isHash, index: isCount, key: isKey, path: isPath }),
  );
  const byKey = { most: Infinity, by: (one) => [one.key] };

  const isAnswer = f.members({
    amounts: Array.isArray,
    contested: f.nullOr(Array.isArray),
    day: isDay,
    headlines: Array.isArray,
    polls: Array.isArray,
    position: isCount,
    unit: isId,
  });

  const isProof = f.members({
    absent: f.listOf(f.members({ after: isNeighbour, before: isNeighbour, key: isKey }), byKey),
    answer: isAnswer,
    checkpoint: isKey,
    extends: f.nullOr(f.members({ path: isPath, size: f.atLeast(1) })),
    format: f.oneOf(0),
    founding: isKey,
    later: f.listOf(isPlaced, { most: Infinity }),
    ledger: f.members({ id: isHash, origin: isOrigin }),
    seal: isPlaced,
    sheets: f.listOf(isSheet, byKey),
    size: f.atLeast(1),
    until: isCount,
  });

  const refuse = (found) => {
    throw new Eal.Refusal('bad_member', found);
  };

  /** Whether rows stand in order of ordinal, those of an act under one `since`. */
  function isInOrder({ rows }) {
    return rows.every((row, n) => n === 0 || (row.since === rows[0].since && row.ordinal > rows[n - 1].ordinal));
  }

  /** Reads a state proof (docs/spec 14.3); throws `Eal.Refusal`. */
  Eal.parseStateProof = function (bytes) {
    // A line feed at the end of a file is the shell's.
    const end = bytes[bytes.length - 1] === 10 ? bytes.length - 1 : bytes.length;
    const proof = Eal.parseCanonical(bytes.subarray(0, end), { max: PROOF_BYTES_MAX, depth: DEPTH_MAX });
    isProof(proof);
    const keys = [...proof.sheets, ...proof.absent].map((one) => one.key);
    if (new Set(keys).size < keys.length) refuse('a key twice');
    if (!proof.sheets.every((sheet) => sheet.acts.every(isInOrder))) refuse('rows out of order');
    const firsts = proof.sheets.map((sheet) => sheet.acts.map(({ rows }) => rows[0].since));
    if (firsts.some((of) => of.some((since, n) => n > 0 && since <= of[n - 1]))) refuse('acts out of order');
    if (proof.later.some((one, n) => n > 0 && one.index <= proof.later[n - 1].index)) refuse('later');
    if (proof.until > proof.size || proof.until < proof.answer.position) refuse('until');
    if (proof.extends && proof.extends.size > proof.size) refuse('extends');
    return proof;
  };

  /** The sheet of a key in canonical form, from its acts and rows (docs/spec 14.1). */
  Eal.sheetOf = function ({ acts, key }) {
    let chain = new Uint8Array(32);
    for (const { leaf, rows } of acts) {
      const lines = rows.map((row) => `${Eal.encodeText(row)}\n`).join('');
      chain = Eal.sha256(Eal.concat(chain, Eal.unhex(leaf), Eal.utf8(lines)));
    }
    return { acts: acts.length, chain: Eal.hex(chain), key };
  };

  /** Whether a sheet is leaf `index` of a state with this root and so many sheets. */
  Eal.isSealed = function (sheet, { index, path }, sealed) {
    const leaf = Eal.leafHash(Eal.encode(sheet));
    const root = Eal.rootFromInclusion(leaf, BigInt(index), BigInt(sealed.sheets), path.map(Eal.unhex));
    return root !== null && Eal.hex(root) === sealed.root;
  };

  const stands = ({ acts, chain, key, ...place }, sealed) => Eal.isSealed({ acts, chain, key }, place, sealed);

  /** Whether a key has no sheet: the two that stand next to each other around its place are sealed. */
  Eal.isAbsent = function ({ after, before, key }, sealed) {
    if (!before && !after) return sealed.sheets === 0;
    if (before && (!stands(before, sealed) || Eal.compare(before.key, key) >= 0)) return false;
    if (after && (!stands(after, sealed) || Eal.compare(key, after.key) >= 0)) return false;
    if (!before) return after.index === 0;
    return after ? after.index === before.index + 1 : before.index === sealed.sheets - 1;
  };

  const actOf = (reference) => `act:${reference.split('#')[0]}`;
  const CITING = ['bar', 'certify', 'date', 'lift', 'narrow', 'order_run', 'widen'];

  function followed(row) {
    const keys = [];
    if (CITING.includes(row.verb)) keys.push(`act:${row.act}`);
    if (row.verb === 'order_run') {
      keys.push(`run:${row.run}`);
      if (row.data && row.data.basis) keys.push(actOf(row.data.basis));
    }
    if (row.verb === 'widen') keys.push(actOf(row.target));
    return keys;
  }

  /** The keys that an answer about a unit needs, with the rows of their sheets (docs/spec 14.3). */
  Eal.neededKeys = function (unit, rowsOf) {
    const needed = new Set();
    const open = [['law:suspect', ''], [`unit:${unit}`, 'both']];
    while (open.length) {
      const [key, way] = open.pop();
      if (needed.has(key) && !way) continue;
      const isNew = !needed.has(key);
      needed.add(key);
      for (const row of rowsOf(key)) {
        if (row.table === 'effect' && isNew) open.push(...followed(row).map((one) => [one, '']));
        if (row.table === 'subject' && way) open.push(...related(row, key, way));
      }
    }
    return needed;
  };

  /** The units next above (from the unit itself) and next below, with the way to go on. */
  function related(row, key, way) {
    const found = [];
    if (row.key === key && row.parent && way !== 'down') found.push([row.parent, 'up']);
    if (row.parent === key && row.kind === 'unit' && way !== 'up') found.push([row.key, 'down']);
    return found;
  }
})(Eal);
