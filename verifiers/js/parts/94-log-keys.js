(function (Eal) {
  const END = Infinity;
  const end = (until) => (until === null ? END : until);

  /** Whether the trust file lets a key sign at no size up to `size` at which the log does not. */
  function isNarrower(trusted, adopted, size) {
    const last = Math.min(end(trusted.until_size), size + 1);
    if (trusted.from_size >= last) return true;
    return trusted.from_size >= adopted.from_size && last <= end(adopted.until_size);
  }

  /** A key that the log adopted and the trust file ought to have, and lacks. */
  function lackingKey({ trust, logSize }, adopted) {
    const types = new Set(trust.keys.map((key) => key.vkey.type));
    return adopted.find(
      (row) => row.from_size <= logSize && types.has(Eal.parseVkey(row.vkey, [1, 6], false).type)
        && !trust.log_keys.some((key) => key.vkey === row.vkey),
    );
  }

  // Where a key is lacking, one without an end may be one that was replaced since.
  const asFarAsKnown = (trusted, row, lacking) =>
    lacking && trusted.until_size === null ? { ...trusted, until_size: row.until_size } : trusted;

  function knownOrNot(check, lacking) {
    if (lacking) check.notChecked(`log_key_unknown_to_trust: ${lacking.vkey.slice(0, 100)} from size ${lacking.from_size}`);
  }

  /** V24: the keys of the trust file are keys that the log adopted, for those sizes (docs/spec 10). */
  Eal.checkLogKeys = function (record, report) {
    const check = report.check('V24');
    if (!record.law) return check.notChecked('this checker did not read the law of the log');
    if (!record.law.logKeys) return check.notChecked('no founding act names the keys of the log');
    check.examine(record.trust.log_keys.length);
    const lacking = lackingKey(record, record.law.logKeys);
    for (const trusted of record.trust.log_keys) {
      const rows = record.law.logKeys.filter((row) => row.vkey === trusted.vkey);
      if (rows.some((row) => isNarrower(asFarAsKnown(trusted, row, lacking), row, record.logSize))) continue;
      check.fail('log_key_differs', null, { expected: rows[0] || 'a key that the log adopted', found: trusted.vkey });
    }
    return knownOrNot(check, lacking);
  };
  Eal.claims.push(Eal.checkLogKeys);

  const bytesOf = (text) => Eal.utf8(text);
  const RFC_8032 = [
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ];
  const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const ROOT_ABC = 'NmQuc8JUCrEh46a/lUWwokmCzYMOsT080Z3jzmwCHsE=';
  const SPELLED = ['{"a":1,"list":["x",null,true],"text":"Mitrovic\u00eb"}', '{"a":1,"a":1}', '{"a":1.0}', '{ "a":1}', '{"a":"e\u0301"}'];
  const VERDICTS = [undefined, 'duplicate_key', 'number_not_integer', 'not_canonical', 'text_not_nfc'];

  /** The answers to the vectors built in: RFC 6962, RFC 8032, canonical form. */
  function answers() {
    const tree = new Eal.Tree();
    const empty = Eal.hex(tree.root(0));
    for (const leaf of ['a', 'b', 'c']) tree.add(Eal.leafHash(bytesOf(leaf)));
    const [key, message, signature] = RFC_8032.map(Eal.unhex);
    const bent = signature.slice();
    bent[0] ^= 1;
    const codes = SPELLED.map((text) => Eal.attempt(() => Eal.parseCanonical(bytesOf(text))).refusal?.code);
    return [
      empty === EMPTY,
      Eal.base64(tree.root(3)) === ROOT_ABC,
      Eal.verifyPlainly('Ed25519', key, message, signature),
      !Eal.verifyPlainly('Ed25519', key, message, bent),
      ...codes.map((code, n) => code === VERDICTS[n]),
    ];
  }

  /** V20: this copy of the checker gives the right answers on this machine. */
  Eal.claims.push(function selfTest(record, report) {
    const check = report.check('V20');
    answers().forEach((isRight, n) => {
      check.examine();
      if (!isRight) check.fail('selftest_failed', null, { expected: 'the right answer', found: `vector ${n}` });
    });
  });
  Eal.selfTest = () => answers().every(Boolean);
})(Eal);
