(function (Eal) {
  const GROUPS = ['completeness', 'integrity', 'authenticity', 'legality', 'consistency', 'evidence'];
  const UNEXAMINED = 'this checker does not examine it';
  const CODES = new Map(Eal.tables.codes.map((code) => [code.code, code]));
  /** What no result establishes (docs/spec 10). */
  Eal.DOES_NOT_ESTABLISH = [
    'that reported facts are true',
    'that decisions are lawful',
    'that nothing was decided outside this log',
    'that others were shown the same log',
    'whose hands held the keys',
  ];
  const NO_KIND = { always: [], cannot_show: [], kind: null, name: 'a checkpoint' };
  const KINDS = new Map(Eal.tables.kinds.map((kind) => [kind.kind, kind]));
  /** A kind of document of the catalogue; a checkpoint alone is of none. */
  Eal.documentKind = (name) => KINDS.get(name) || NO_KIND;

  Eal.EXIT_CODES = { VERIFIED: 0, CONTRADICTED: 1, INCOMPLETE: 3, 'NOT FOUND': 4 };

  /** What a code means, in a sentence; the code itself where nobody wrote one. */
  Eal.meaningOf = (code) => (CODES.has(code) ? CODES.get(code) : { means: code, innocent: '', hostile: '', do: '' });

  class Check {
    constructor(entry, report) {
      Object.assign(this, { id: entry.id, catalogued: entry, report, examined: 0, findings: [], reason: null, result: null });
    }

    examine(count = 1) {
      this.examined += count;
    }

    pass() {
      this.result = this.result || 'PASS';
    }

    fail(code, index, what = {}) {
      const { expected = null, found = null } = what;
      const finding = { check: this.id, code, expected, found, index, message: Eal.meaningOf(code).means };
      this.findings.push(finding);
    }

    notChecked(why) {
      [this.result, this.reason] = ['NOT CHECKED', why];
    }

    notApplicable(why) {
      [this.result, this.reason] = ['NOT APPLICABLE', why];
    }

    /** The check as the report has it. */
    document(required) {
      const { claim, group, id, supply, title } = this.catalogued;
      const result = this.outcome();
      return {
        claim,
        examined: this.examined,
        failed: new Set(this.findings.map((finding) => finding.index)).size,
        findings: this.findings,
        group,
        id,
        reason: ['PASS', 'FAIL'].includes(result) ? null : this.reason || UNEXAMINED,
        required: required.includes(id),
        result,
        supply: result === 'NOT CHECKED' ? supply : null,
        title,
      };
    }

    /** What a document of its kind cannot be asked does not apply to it, whatever was looked at. */
    limit() {
      const { kind, name } = Eal.documentKind(this.report.kind);
      if (kind === null || this.catalogued.asked_of.includes(kind)) return;
      const isSaid = kind === 'bundle' && this.result === 'NOT APPLICABLE';
      if (!isSaid) this.notApplicable(`${name} cannot show ${this.examined ? 'all of it' : 'it'}`);
    }

    outcome() {
      if (this.findings.length) return 'FAIL';
      this.limit();
      if (this.result === 'PASS' && !this.examined) {
        if (this.report.isEmpty) this.notChecked('there is no entry');
        else this.notApplicable('the log has nothing of this kind');
      }
      return this.result || (this.examined ? 'PASS' : 'NOT CHECKED');
    }
  }

  /** A check that a trust file requires and nobody here knows: it was not made. */
  const unknownCheck = (id) => ({
    claim: 'none', examined: 0, failed: 0, findings: [], group: 'evidence', id, reason: 'this checker does not know it', required: true,
    result: 'NOT CHECKED', supply: 'A checker that knows it, or another trust file.', title: 'a check that is not known',
  });

  /** What claims tell, check by check, about a document of a kind. */
  Eal.Report = class Report {
    constructor(kind, isEmpty = false) {
      Object.assign(this, { isEmpty, kind });
      this.checks = new Map(Eal.tables.checks.map((entry) => [entry.id, new Check(entry, this)]));
    }

    check(id) {
      return this.checks.get(id);
    }

    /** The checks in the order of their groups. */
    documents(required) {
      const unknown = required.filter((id) => !this.checks.has(id)).map(unknownCheck);
      const all = [...Array.from(this.checks.values(), (check) => check.document(required)), ...unknown];
      return GROUPS.flatMap((group) => all.filter((check) => check.group === group));
    }
  };

  const place = (finding) => (finding.index === null ? Infinity : finding.index);

  const order = (a, b) => (place(a) === place(b) ? Eal.compare(a.check, b.check) : place(a) - place(b));

  /** Every finding, in the order of entries, then of checks; the first is the one that the summary names. */
  Eal.findingsOf = (checks) => checks.flatMap((check) => check.findings).sort(order);

  /** VERIFIED, CONTRADICTED or INCOMPLETE (docs/spec 10). */
  Eal.verdictOf = function (checks, hasEntries) {
    if (checks.some((check) => check.result === 'FAIL')) return 'CONTRADICTED';
    if (!hasEntries || checks.some((check) => check.required && check.result === 'NOT CHECKED')) return 'INCOMPLETE';
    return 'VERIFIED';
  };

  /** The ids that are required: those of the trust file, an empty list meaning all, and those without which a kind says nothing. */
  Eal.requiredChecks = function (trust, kind) {
    const all = Eal.tables.checks.map((check) => check.id);
    return trust.required_checks.length ? [...trust.required_checks, ...Eal.documentKind(kind).always] : all;
  };

  /** What is verified, if it is, of a document that does not say so itself. */
  function whole({ entries, first }) {
    return first ? `entries ${first} to ${first + entries - 1}, without those before them` : `the log of ${entries} entries`;
  }

  /** The report on a bundle or part of one, in the shape of `eal-verify --json`. */
  Eal.reportDocument = function ({ checks, inputs, kind, subject, trust, verdict, verified = null }) {
    const required = Eal.requiredChecks(trust, kind);
    return {
      cannot_show: Eal.documentKind(kind).cannot_show,
      checks,
      does_not_establish: Eal.DOES_NOT_ESTABLISH,
      exit_code: Eal.EXIT_CODES[verdict],
      first_finding: Eal.findingsOf(checks)[0] || null,
      format: 0,
      inputs,
      kind,
      network_used: false,
      subject,
      trust: {
        last_seen: trust.last_seen,
        ledger: trust.ledger,
        waived: Eal.tables.checks.map((check) => check.id).filter((id) => !required.includes(id)),
      },
      verdict,
      verified: verdict === 'VERIFIED' ? Eal.shown(verified || whole(subject)) : null,
    };
  };

  /** What is said of a file that cannot be read: exit code 2. */
  Eal.refusalDocument = function (refusal, what) {
    const known = Eal.meaningOf(refusal.code);
    return {
      code: refusal.code,
      do: known.do || 'Get the file again from where it was published.',
      exit_code: 2,
      expected: `a readable ${what}`,
      found: Eal.shown(refusal.found),
      message: known.means,
      verdict: null,
    };
  };

  function ordered(value) {
    if (Array.isArray(value)) return value.map(ordered);
    if (!Eal.isObject(value)) return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
  }

  /** A report as JSON: members sorted, one space a level, ASCII; the same bytes for the same input. */
  Eal.reportText = function (document) {
    const text = JSON.stringify(ordered(document), (_, value) => (typeof value === 'bigint' ? String(value) : value), 1);
    const ascii = text.replace(/[^\x00-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return ascii + '\n';
  };
})(Eal);
