(function (Eal) {
  function selfTested(report) {
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
  }

  /** A report on one entry. */
  Eal.partialReport = function () {
    const report = new Eal.Report('record');
    selfTested(report);
    return report;
  };

  /** V07 and V09 of a checkpoint alone; what it states if it counts, else `null`. */
  Eal.checkSigned = async function (report, bytes, trust) {
    const record = { files: { 'checkpoint.txt': bytes }, trust };
    record.checkpoint = await Eal.checkpointOf(record);
    for (const claim of Eal.checkpointClaims) await claim(record, report);
    return record.checkpoint.refusal ? null : record.checkpoint.stated;
  };

  /** V02 and V03 of one entry that should stand at `index`: `{bytes, entry, actBytes}`, `entry` null where it was refused. */
  Eal.checkOneEntry = function (report, bytes, index, ledger) {
    const [form, belongs] = [report.check('V02'), report.check('V03')];
    form.examine();
    const read = Eal.attempt(() => Eal.parseEntry(bytes));
    if (read.refusal) {
      form.fail(read.refusal.code, index, { expected: 'a canonical entry of format 0', found: read.refusal.found });
      if (!belongs.examined) belongs.notChecked('the entry cannot be read');
      return { bytes, entry: null };
    }
    const { entry, actBytes } = read.value;
    if (entry.index !== index) form.fail('receipt_contradicts', index, { expected: String(index), found: String(entry.index) });
    belongs.examine();
    const own = index === 0 ? { id: Eal.hex(Eal.leafHash(bytes)), origin: ledger.origin } : entry.act.ledger;
    if (own.id !== ledger.id || own.origin !== ledger.origin) belongs.fail('other_ledger', index, { expected: ledger, found: own });
    return { bytes, entry, actBytes };
  };

  /** V06 of one leaf: its path leads to the root that a checkpoint states. `index`, `size`: BigInt; no size: the checkpoint's. */
  Eal.checkRooted = function (report, leaf, { index, size, path, code = 'root_differs' }, stated) {
    const check = report.check('V06');
    if (!stated) return check.notChecked('the checkpoint counts for nothing');
    check.examine();
    const root = Eal.rootFromInclusion(leaf, index, size === null ? stated.size : size, path);
    if (root && (size === null || stated.size === size) && Eal.same(root, stated.root)) return undefined;
    const found = `${size === null ? stated.size : size} ${root ? Eal.hex(root) : 'no path'}`;
    return check.fail(code, Number(index), { expected: `${stated.size} ${Eal.hex(stated.root)}`, found });
  };

  /** The report on a part of a log. */
  Eal.finishedReport = function (report, trust, inputs, subject, verified) {
    const { kind } = report;
    const checks = report.documents(Eal.requiredChecks(trust, kind));
    return Eal.reportDocument({ checks, inputs, kind, subject, trust, verdict: Eal.verdictOf(checks, true), verified });
  };

  const isIn = (index, size) => `that entry ${index} is in the log of ${size} entries`;

  /** Verifies a receipt: that one record is in the log. */
  Eal.verifyReceipt = function (file, trustFile) {
    return Eal.withTrust(trustFile, 'receipt', async (trust) => {
      const receipt = Eal.parseReceipt(file.bytes);
      const report = Eal.partialReport();
      const bytes = Eal.utf8(receipt.entry);
      const { entry } = Eal.checkOneEntry(report, bytes, receipt.index, trust.ledger);
      const stated = await Eal.checkSigned(report, Eal.utf8(receipt.checkpoint), trust);
      const path = receipt.inclusion.map(Eal.unhex);
      Eal.checkRooted(report, Eal.leafHash(bytes), { index: BigInt(receipt.index), size: BigInt(receipt.size), path }, stated);
      const at = entry ? entry.recorded_at : null;
      const inputs = { ledger: trust.ledger, receipt: Eal.inputOf(file), trust: Eal.inputOf(trustFile) };
      const subject = { entries: 1, first_recorded_at: at, last_recorded_at: at };
      return Eal.finishedReport(report, trust, inputs, subject, isIn(receipt.index, receipt.size));
    });
  };

  /** Verifies a checkpoint: signatures, cosignatures, and that it is not older than what was seen. */
  Eal.verifyCheckpoint = function (file, trustFile) {
    return Eal.withTrust(trustFile, 'checkpoint', async (trust) => {
      Eal.parseCheckpoint(Eal.parseNote(file.bytes).text);
      const report = new Eal.Report(null);
      for (const [id, check] of report.checks) {
        if (!['V07', 'V08', 'V09', 'V20', 'V24'].includes(id)) check.notApplicable('a checkpoint holds no entry');
      }
      report.check('V24').notChecked('the keys that the log adopted stand in its entries');
      selfTested(report);
      const stated = await Eal.checkSigned(report, file.bytes, trust);
      sinceSeen(report, stated, trust.last_seen);
      const inputs = { checkpoint: Eal.inputOf(file), ledger: trust.ledger, trust: Eal.inputOf(trustFile) };
      const subject = { entries: stated ? Number(stated.size) : null, root: stated ? Eal.hex(stated.root) : null };
      return Eal.finishedReport(report, trust, inputs, subject, `the checkpoint of ${subject.entries} entries`);
    });
  };

  function sinceSeen(report, stated, last) {
    const check = report.check('V08');
    if (!last) return check.notChecked('the trust file names no checkpoint seen before');
    if (!stated) return check.notChecked('the checkpoint counts for nothing');
    const size = Number(stated.size);
    if (size > last.size) return check.notChecked('a larger tree: its entries, or a proof of consistency, would show it');
    check.examine();
    const root = Eal.hex(stated.root);
    if (size === last.size && root === last.root) return undefined;
    return check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found: `${size} ${root}` });
  }

  const PROOF = 'c2sp.org/tlog-proof@';

  /** Verifies a proof in a file with the entry that it is about: `files` is the proof and perhaps the entry. */
  Eal.verifyProof = function (proof, entry, trustFile) {
    return Eal.withTrust(trustFile, 'proof', async (trust) => {
      const report = Eal.partialReport();
      const inputs = { ledger: trust.ledger, proof: Eal.inputOf(proof), trust: Eal.inputOf(trustFile) };
      const parsed = Eal.parseTlogProof(proof.bytes);
      const stated = await Eal.checkSigned(report, parsed.note, trust);
      const subject = { entries: 1, first_recorded_at: null, last_recorded_at: null };
      if (!entry) {
        for (const id of ['V02', 'V03', 'V06']) report.check(id).notChecked('the proof does not hold the entry');
        return Eal.finishedReport(report, trust, inputs, subject);
      }
      const { entry: read } = Eal.checkOneEntry(report, entry.bytes, Number(parsed.index), trust.ledger);
      Eal.checkRooted(report, Eal.leafHash(entry.bytes), { index: parsed.index, size: null, path: parsed.proof }, stated);
      const at = read ? read.recorded_at : null;
      Object.assign(subject, { first_recorded_at: at, last_recorded_at: at });
      const verified = stated ? isIn(parsed.index, stated.size) : null;
      return Eal.finishedReport(report, trust, { ...inputs, entry: Eal.inputOf(entry) }, subject, verified);
    });
  };

  const beginsWith = (file, text) => Eal.same(file.bytes.subarray(0, text.length), Eal.utf8(text));

  /** Verifies whatever these files are, by how they begin. */
  Eal.verifyAny = function (files, trust) {
    const proof = files.find((file) => beginsWith(file, PROOF));
    if (proof) return Eal.verifyProof(proof, files.find((file) => file !== proof) || null, trust);
    const [file] = files;
    if (beginsWith(file, 'PK')) return Eal.verifyBundle(file, trust, { others: files.slice(1) });
    if (beginsWith(file, '{"absent":') && Eal.verifyState) return Eal.verifyState(file, trust);
    if (beginsWith(file, '{')) return Eal.verifyReceipt(file, trust);
    return Eal.verifyCheckpoint(file, trust);
  };
})(Eal);
