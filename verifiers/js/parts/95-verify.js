(function (Eal) {
  /** A file as the report names it. */
  Eal.inputOf = ({ name, bytes }) => ({ name, sha256: Eal.hex(Eal.sha256(bytes)) });

  /** Runs a reader and its claims; what cannot be read becomes the document of exit code 2. */
  async function reading(what, run) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Eal.Refusal)) throw error;
      return Eal.refusalDocument(error, what);
    }
  }

  /** Reads a trust file, then runs what needs it; what cannot be read becomes a document of exit code 2. */
  Eal.withTrust = function (trustFile, what, run) {
    return reading('trust file', async () => {
      const trust = Eal.parseTrust(trustFile.bytes);
      return reading(what, () => run(trust));
    });
  };

  const foundingOf = (record) => {
    const zero = record.entries.find((entry) => entry.act && entry.index === 0);
    const event = zero && zero.act.events.find((one) => one.type === 'ledger.founded');
    return event ? event.fields : {};
  };

  const text = (value) => (typeof value === 'string' ? value : null);

  Eal.subjectOf = function (record) {
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
  };

  /** The report on another ledger than the trust file names. */
  Eal.notFound = function (trust, ledger, inputs) {
    const subject = { entries: null };
    return Eal.reportDocument({ checks: [], inputs: { ...inputs, ledger }, subject, trust, verdict: 'NOT FOUND' });
  };

  const isSameLedger = (one, other) => one.id === other.id && one.origin === other.origin;

  /** A bundle that does not begin at entry 0 is for the first checker. */
  function continuing(bundle, trust, inputs) {
    const report = new Eal.Report();
    for (const check of report.checks.values()) check.notChecked('the entries before are not in this bundle; eal-verify takes both');
    const checks = report.documents(Eal.requiredChecks(trust));
    const subject = { entries: bundle.size };
    return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, subject, trust, verdict: 'INCOMPLETE' });
  }

  /**
   * Verifies a bundle: `file` and `trust` are `{name, bytes}`; `question` is for a bundle of one unit. Returns the
   * report, or the document of a refusal (`verdict` null, `exit_code` 2).
   */
  Eal.verifyBundle = function (file, trustFile, question = {}) {
    return Eal.withTrust(trustFile, 'bundle', async (trust) => {
      const bundle = Eal.parseBundle(file.bytes);
      const inputs = { bundle: Eal.inputOf(file), trust: Eal.inputOf(trustFile) };
      if (!isSameLedger(bundle.ledger, trust.ledger)) return Eal.notFound(trust, bundle.ledger, inputs);
      if (bundle.files['proof.json']) return Eal.verifyUnit(bundle, trust, inputs, question);
      if (['unit', 'day', 'position', 'since'].some((name) => question[name] !== undefined)) {
        throw new Eal.Refusal('bad_member', 'this is no bundle of one unit: leave out what you asked for');
      }
      if (bundle.files['before.json']) return continuing(bundle, trust, inputs);
      const record = await Eal.recordOf(bundle, trust);
      const report = new Eal.Report(record.entries.length === 0);
      for (const claim of Eal.claims) await claim(record, report);
      const checks = report.documents(Eal.requiredChecks(trust));
      const verdict = Eal.verdictOf(checks, record.entries.length > 0);
      const subject = Eal.subjectOf(record);
      return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, subject, trust, verdict });
    });
  };
})(Eal);
