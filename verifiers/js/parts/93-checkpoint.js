(function (Eal) {
  const hasFailed = (report, ...ids) => ids.some((id) => report.check(id).findings.length);

  /** V07: signed by a log key of the trust file, valid at this size. */
  function signed(record, report) {
    const check = report.check('V07');
    if (!record.checkpoint) return check.notChecked('the bundle has no checkpoint');
    check.examine();
    const { refusal } = record.checkpoint;
    if (refusal) check.fail(refusal.code, null, { expected: 'signed by a log key', found: refusal.found });
  }

  /** V06: the root of the entries is the one in the checkpoint. */
  function rooted(record, report) {
    const check = report.check('V06');
    if (!record.checkpoint) return check.notChecked('the bundle has no checkpoint');
    const { stated } = record.checkpoint;
    if (!stated) return check.notChecked('the checkpoint cannot be read');
    check.examine();
    const [count, size] = [record.base + record.entries.length, Number(stated.size)];
    const root = record.rootAt(Math.max(record.base, Math.min(count, size)));
    if (size === count && root === Eal.hex(stated.root)) return undefined;
    // Where every link holds and the checkpoint is the log's, only the last entry can have been changed.
    const isLast = size === count && !record.checkpoint.refusal && !hasFailed(report, 'V02', 'V04', 'V05');
    const what = { expected: `${size} ${Eal.hex(stated.root)}`, found: `${count} ${root}` };
    return check.fail('root_differs', isLast && count ? count - 1 : null, what);
  }

  const list = (keys) => keys.map((key) => `${key.name}+${key.id}`).join(' ');

  /** V09: the cosignatures meet the policy of the trust file. */
  async function witnessed(record, report) {
    const check = report.check('V09');
    const { policy } = record.trust;
    if (!policy) return check.notChecked('the trust file names no witnesses');
    if (policy.quorum === 'none') return check.notApplicable('the policy asks for no witness');
    const note = record.checkpoint && record.checkpoint.note;
    if (!note) return check.notChecked('there is no checkpoint that can be read');
    const tried = await Eal.tryLines(note, [...policy.witnesses.values()]);
    check.examine(new Set([...tried.verified, ...tried.wrong]).size);
    for (const key of tried.wrong) {
      check.fail('note_signature_invalid', null, { expected: 'a valid cosignature', found: list([key]) });
    }
    if (!tried.wrong.length && !Eal.meetsPolicy(policy, tried.verified)) {
      check.notChecked(`too few cosignatures: ${list(tried.verified) || 'none'}`);
    }
    return undefined;
  }

  /** Whether a key is enrolled before an entry, or offered by its act; without the law: offered so far. */
  function isKnown(record, kid, entry) {
    const keys = record.law && record.law.keys;
    const { position } = record.offered.get(kid);
    return !keys || position === entry.position || (keys.has(kid) && keys.get(kid) <= entry.position);
  }

  /** The signatures of an entry by keys that are known there, `[{kid, ok}]`; the others are V11's. */
  Eal.signaturesThatCount = function (record, entry) {
    return record.signatures[entry.position].filter(({ kid, ok }) => ok !== null && isKnown(record, kid, entry));
  };

  /** V10: every signature by a key that is enrolled, or that the act itself offers, is valid. */
  function authored(record, report) {
    const check = report.check('V10');
    check.pass();
    for (const entry of record.entries) {
      for (const { kid, ok } of Eal.signaturesThatCount(record, entry)) {
        check.examine();
        const what = { expected: 'a valid signature over the act', found: `key ${kid}` };
        if (!ok) check.fail('signature_invalid', entry.index, what);
      }
    }
  }

  /** V18, V21, V26, V27: what a bundle does not hold, or this program does not compute. */
  function outside(record, report) {
    report.check('V18').notApplicable('no printed decision was given');
    report.check('V21').notApplicable('no spreadsheet was given');
    for (const id of ['V26', 'V27']) report.check(id)?.notApplicable('no state proof was given');
  }

  /** The claims that need nothing but a checkpoint. */
  Eal.checkpointClaims = [signed, witnessed];
  Object.assign(Eal, { checkAuthored: authored, checkRoot: rooted });
  Eal.claims.push(signed, rooted, witnessed, authored, outside);
})(Eal);
