(function (Eal) {
  const inputOf = (name, bytes) => ({ name, sha256: Eal.hex(Eal.sha256(bytes)) });

  /** Runs a reader and its claims; what cannot be read becomes the document of exit code 2. */
  async function reading(what, run) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Eal.Refusal)) throw error;
      return Eal.refusalDocument(error, what);
    }
  }

  async function withTrust(file, what, run) {
    return reading('trust file', async () => {
      const trust = Eal.parseTrust(file.trust.bytes);
      return reading(what, () => run(trust));
    });
  }

  const foundingOf = (record) => {
    const zero = record.entries.find((entry) => entry.act && entry.index === 0);
    const event = zero && zero.act.events.find((one) => one.type === 'ledger.founded');
    return event ? event.fields : {};
  };

  const text = (value) => (typeof value === 'string' ? value : null);

  function subjectOf(record) {
    const known = record.entries.filter((entry) => entry.entry);
    const at = (entry) => (entry ? entry.entry.recorded_at : null);
    const founding = foundingOf(record);
    return {
      accounts: [],
      breaks_in_authority: [],
      clock: text(founding.clock),
      entries: record.entries.length,
      first_recorded_at: at(known[0]),
      last_recorded_at: at(known[known.length - 1]),
      predecessor: Eal.isObject(founding.predecessor) ? founding.predecessor : null,
      purpose: text(founding.purpose),
      state_digest: null,
      unmatched: [],
      ...record.subject,
    };
  }

  function notFound(trust, ledger, inputs) {
    const subject = { entries: null };
    return Eal.reportDocument({ checks: [], inputs: { ...inputs, ledger }, subject, trust, verdict: 'NOT FOUND' });
  }

  const isSameLedger = (one, other) => one.id === other.id && one.origin === other.origin;

  /**
   * Verifies a bundle: `file` and `trust` are `{name, bytes}`. Returns the report, or the document of a
   * refusal (`verdict` null, `exit_code` 2).
   */
  Eal.verifyBundle = function (file, trustFile) {
    return withTrust({ trust: trustFile }, 'bundle', async (trust) => {
      const bundle = Eal.parseBundle(file.bytes);
      const inputs = { bundle: inputOf(file.name, file.bytes), trust: inputOf(trustFile.name, trustFile.bytes) };
      if (!isSameLedger(bundle.ledger, trust.ledger)) return notFound(trust, bundle.ledger, inputs);
      const record = await Eal.recordOf(bundle, trust);
      const report = new Eal.Report(record.entries.length === 0);
      for (const claim of Eal.claims) await claim(record, report);
      const checks = report.documents(Eal.requiredChecks(trust));
      const verdict = Eal.verdictOf(checks, record.entries.length > 0);
      const subject = subjectOf(record);
      return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, subject, trust, verdict });
    });
  };

  const ONE_ENTRY = 'a receipt holds one entry';
  const ELSEWHERE = 'who may sign stands in the entries before this one';
  const OF_OTHERS = ['V10', 'V11', 'V12', 'V13', 'V16', 'V24'];
  const SHOWN = ['V02', 'V03', 'V06', 'V07', 'V09', 'V20'];

  function receiptEntry(report, receipt) {
    const check = report.check('V02');
    check.examine();
    const bytes = Eal.utf8(receipt.entry);
    const read = Eal.attempt(() => Eal.parseEntry(bytes));
    if (read.refusal) {
      check.fail(read.refusal.code, receipt.index, { expected: 'a canonical entry of format 0', found: read.refusal.found });
      return { bytes, entry: null };
    }
    const { entry } = read.value;
    if (entry.index !== receipt.index) {
      check.fail('receipt_contradicts', receipt.index, { expected: String(receipt.index), found: String(entry.index) });
    }
    return { bytes, entry };
  }

  function receiptBelongs(report, { bytes, entry }, receipt, ledger) {
    const check = report.check('V03');
    if (!entry) return check.notChecked('the entry cannot be read');
    check.examine();
    const named = entry.act.ledger;
    const leaf = Eal.hex(Eal.leafHash(bytes));
    const isOurs = named.origin === ledger.origin && (entry.index === 0 ? named.id === null && leaf === ledger.id : named.id === ledger.id);
    if (!isOurs) check.fail('other_ledger', receipt.index, { expected: ledger, found: named });
    return undefined;
  }

  function receiptRooted(report, { bytes }, receipt, stated) {
    const check = report.check('V06');
    if (!stated) return check.notChecked('the checkpoint counts for nothing');
    check.examine();
    const [index, size] = [BigInt(receipt.index), BigInt(receipt.size)];
    const root = Eal.rootFromInclusion(Eal.leafHash(bytes), index, size, receipt.inclusion.map(Eal.unhex));
    if (!root || stated.size !== size || !Eal.same(root, stated.root)) {
      const found = `${size} ${root ? Eal.hex(root) : 'no path'}`;
      check.fail('root_differs', receipt.index, { expected: `${stated.size} ${Eal.hex(stated.root)}`, found });
    }
    return undefined;
  }

  async function checkpointChecks(report, bytes, trust) {
    const record = { files: { 'checkpoint.txt': bytes }, trust, entries: [], listed: [], ledger: trust.ledger };
    record.checkpoint = await Eal.checkpointOf(record);
    for (const claim of Eal.checkpointClaims) await claim(record, report);
    return record.checkpoint.refusal ? null : record.checkpoint.stated;
  }

  function selfTested(report) {
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
  }

  function finished(report, trust, inputs, subject) {
    const checks = report.documents(Eal.requiredChecks(trust));
    return Eal.reportDocument({ checks, inputs, subject, trust, verdict: Eal.verdictOf(checks, true) });
  }

  /** Verifies a receipt: that one record is in the log. */
  Eal.verifyReceipt = function (file, trustFile) {
    return withTrust({ trust: trustFile }, 'receipt', async (trust) => {
      const receipt = Eal.parseReceipt(file.bytes);
      const report = new Eal.Report();
      for (const [id, check] of report.checks) {
        if (OF_OTHERS.includes(id)) check.notChecked(ELSEWHERE);
        else if (!SHOWN.includes(id)) check.notApplicable(ONE_ENTRY);
      }
      const read = receiptEntry(report, receipt);
      receiptBelongs(report, read, receipt, trust.ledger);
      const stated = await checkpointChecks(report, Eal.utf8(receipt.checkpoint), trust);
      receiptRooted(report, read, receipt, stated);
      selfTested(report);
      const at = read.entry ? read.entry.recorded_at : null;
      const inputs = { ledger: trust.ledger, receipt: inputOf(file.name, file.bytes), trust: inputOf(trustFile.name, trustFile.bytes) };
      return finished(report, trust, inputs, { entries: 1, first_recorded_at: at, last_recorded_at: at });
    });
  };

  /** Verifies a checkpoint: signatures, cosignatures, and that it is not older than what was seen. */
  Eal.verifyCheckpoint = function (file, trustFile) {
    return withTrust({ trust: trustFile }, 'checkpoint', async (trust) => {
      const report = new Eal.Report();
      for (const [id, check] of report.checks) {
        if (!['V07', 'V08', 'V09', 'V20', 'V24'].includes(id)) check.notApplicable('a checkpoint holds no entry');
      }
      report.check('V24').notChecked('the keys that the log adopted stand in its entries');
      const stated = await checkpointChecks(report, file.bytes, trust);
      sinceSeen(report, stated, trust.last_seen);
      selfTested(report);
      const inputs = { checkpoint: inputOf(file.name, file.bytes), ledger: trust.ledger, trust: inputOf(trustFile.name, trustFile.bytes) };
      const subject = { entries: stated ? Number(stated.size) : null, root: stated ? Eal.hex(stated.root) : null };
      return finished(report, trust, inputs, subject);
    });
  };

  function sinceSeen(report, stated, last) {
    const check = report.check('V08');
    if (!stated || !last) return check.notChecked(last ? 'the checkpoint counts for nothing' : 'the trust file names no checkpoint seen before');
    const size = Number(stated.size);
    if (size > last.size) return check.notChecked('a larger tree: its entries, or a proof of consistency, would show it');
    check.examine();
    const found = `${size} ${Eal.hex(stated.root)}`;
    if (size < last.size || Eal.hex(stated.root) !== last.root) {
      check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found });
    }
    return undefined;
  }
})(Eal);
