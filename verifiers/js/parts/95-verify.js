(function (Eal) {
  const ALONE = ['V01', 'V02', 'V03', 'V04', 'V05', 'V06', 'V07', 'V08', 'V09', 'V10', 'V16', 'V17', 'V20'];
  const NOT_GIVEN = ['V18', 'V21', 'V26', 'V27'];
  const ELSEWHERE = 'what this depends on stands in the entries before: give that bundle too (--with EARLIER)';

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
  Eal.notFound = function (trust, ledger, inputs, kind) {
    const subject = { entries: null };
    return Eal.reportDocument({ checks: [], inputs: { ...inputs, ledger }, kind, subject, trust, verdict: 'NOT FOUND' });
  };

  const isSameLedger = (one, other) => one.id === other.id && one.origin === other.origin;

  /** A bundle that does not begin at entry 0, by itself: what its entries mean stands in those before. */
  async function continuing(bundle, trust, inputs) {
    const record = await Eal.recordOf(bundle, trust, Eal.parseBefore(bundle.files['before.json']));
    const report = new Eal.Report('bundle', record.entries.length === 0);
    for (const [id, check] of report.checks) {
      if (NOT_GIVEN.includes(id)) check.notApplicable('none was given');
      else if (!ALONE.includes(id)) check.notChecked(ELSEWHERE);
    }
    for (const claim of [...Eal.continuingClaims, ...Eal.checkpointClaims, Eal.checkRoot, Eal.checkAuthored]) await claim(record, report);
    const readable = record.entries.filter((item) => item.entry).map((item) => ({ item }));
    Eal.languagesCovered({ entries: readable, record }, report);
    report.check('V03').notChecked('entry 0 stands in the entries before; it also says whether this is a rehearsal');
    const unknown = record.signatures.flat().filter(({ ok }) => ok === null).length;
    if (unknown) for (const id of ['V10', 'V16']) report.check(id).notChecked(`${unknown} signatures by keys that are not known here`);
    const self = report.check('V20');
    self.examine();
    if (!Eal.selfTest()) self.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
    const checks = report.documents(Eal.requiredChecks(trust, 'bundle'));
    const subject = { ...Eal.subjectOf(record), first: record.base };
    const verdict = Eal.verdictOf(checks, record.entries.length > 0);
    return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, kind: 'bundle', subject, trust, verdict });
  }

  /**
   * Verifies a bundle: `file` and `trust` are `{name, bytes}`; `question` is for a bundle of one unit. Returns the
   * report, or the document of a refusal (`verdict` null, `exit_code` 2). `question.others`: the bundles before it.
   */
  Eal.verifyBundle = function (file, trustFile, question = {}) {
    return Eal.withTrust(trustFile, 'bundle', async (trust) => {
      const others = question.others || [];
      const parts = [file, ...others].map((one) => Eal.parseBundle(one.bytes));
      const bundle = others.length ? Eal.joinBundles(parts) : parts[0];
      const inputs = { bundle: Eal.inputOf(file), trust: Eal.inputOf(trustFile), ...(others.length ? { with: others.map(Eal.inputOf) } : {}) };
      if (!isSameLedger(bundle.ledger, trust.ledger)) return Eal.notFound(trust, bundle.ledger, inputs, bundle.files['proof.json'] ? 'unit' : 'bundle');
      if (bundle.files['proof.json']) return Eal.verifyUnit(bundle, trust, inputs, question);
      if (['unit', 'day', 'position', 'since'].some((name) => question[name] !== undefined)) {
        throw new Eal.Refusal('bad_member', 'this is no bundle of one unit: leave out what you asked for');
      }
      if (bundle.files['before.json']) return continuing(bundle, trust, inputs);
      const record = await Eal.recordOf(bundle, trust);
      const report = new Eal.Report('bundle', record.entries.length === 0);
      for (const claim of Eal.claims) await claim(record, report);
      const checks = report.documents(Eal.requiredChecks(trust, 'bundle'));
      const verdict = Eal.verdictOf(checks, record.entries.length > 0);
      const subject = Eal.subjectOf(record);
      return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, kind: 'bundle', subject, trust, verdict });
    });
  };
})(Eal);
