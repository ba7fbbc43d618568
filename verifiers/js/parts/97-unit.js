// A bundle of one unit: its entries, the law that they rest on, and what the sheets say of them. Source: docs/spec section 10.
(function (Eal) {
  const SUSPECT = 'who may call a key suspect depends on what was certified: give the bundle of the whole log';
  const AFTER = 'acts came after the seal, and the law of that time is not shown: seal the state, export again';
  const isOfLaw = (sheet) => sheet.key.startsWith('law:');
  const nameSuspect = ({ fields, type }) => type === 'key.compromised' && fields.suspect_from !== null;

  const f = Eal.form;
  const isOutcome = f.oneOf('effective', 'no_effect', 'not_adopted', 'void');
  const isLine = f.nullOr((value) => typeof value === 'string' && f.line(1000)(value));
  const isMark = f.members({ code: Eal.spelling.isCode, event: Eal.spelling.isCount, rule: isLine, subject: isLine });
  const isShaped = f.members({ events: f.listOf(isOutcome), marks: f.listOf(isMark, { most: 1000 }) });

  /** Whether an entry's judgement is of the form of docs/spec 8.2, for so many events. */
  function isJudgement(value, count) {
    const { refusal } = Eal.attempt(() => isShaped(value) || refuseIt());
    return !refusal && value.events.length === count && value.marks.every((mark) => mark.event <= count);
  }

  function refuseIt() {
    throw new Eal.Refusal('bad_member', 'judgement');
  }

  /** An entry of which the subjects may have been made elsewhere. */
  class Partly extends Eal.Examined {
    known(made) {
      return { ...super.known(made), subject: () => true };
    }

    /** Who may call a key compromised depends on what was certified; here either will do. */
    competent() {
      const { problems, tables } = this;
      if (!this.act.events.some(nameSuspect)) return super.competent();
      this.fold.suspects += 1;
      const find = (table, key) => (key === 'certify' ? [{ since: Infinity }] : tables.find(table, key));
      Object.assign(this, { problems: [], tables: { act: (id) => tables.act(id), find } });
      const persons = super.competent();
      const isGood = !this.problems.length && (persons === null || this.counted.length >= persons);
      Object.assign(this, { problems, tables });
      return isGood ? persons : super.competent();
    }
  }

  /** The law is folded; of other acts it is asked who signed, and not what they do. */
  class UnitFold extends Eal.Fold {
    constructor(ledger, isOurs) {
      super(ledger, isOurs);
      Object.assign(this, { suspects: 0, seals: { fault: () => null } });
    }

    examined(item, signatures) {
      return new Partly(this, item, signatures);
    }

    judge({ act, counted, index, item, kind }) {
      if (!isJudgement(item.entry.judgement, act.events.length)) {
        return { isRead: true, problems: [['V13', 'judgement_differs']], rows: [], judgement: null };
      }
      const number = act.decision === null ? null : act.decision.number;
      const row = {
        act: act.act_id, body: act.body, contested_margin: 0, day: act.day, digest: item.actDigest, kind, number, persons: counted, table: 'act',
      };
      this.store([row], index, 0);
      this.tables.keep();
      return { isRead: true, problems: [], rows: [row], judgement: item.entry.judgement };
    }
  }

  /** What a bundle of one unit holds, read and folded. */
  class Unit {
    constructor(record, proof, { stated, sealed }) {
      Object.assign(this, { record, proof, stated, sealed, position: proof.answer.position });
      this.law = Eal.parseLaw(record.files['law.jsonl']);
      this.paths = Eal.parsePaths(record.files['paths.jsonl']);
      this.pathOf = new Map(this.paths.map((path) => [path.index, path]));
      record.entries.forEach((item, n) => {
        // There are gaps between entries: no link says where one stands.
        const atPath = n < this.paths.length ? this.paths[n].index : null;
        item.index = item.refused ? atPath : item.entry.index;
      });
      this.readable = record.entries.filter((item) => item.entry);
      this.fold = new UnitFold(record.ledger, (item) => this.hasSeen(item.entry.index, item.entry.act.seen));
      Object.assign(this, { entries: [], unknown: 0 });
      for (const item of this.readable) this.take(item, record.signatures[item.position]);
    }

    /** Folds what is told of by the seal; of what came later counts the signatures by keys that are not law so far. */
    take(item, signatures) {
      if (item.index < this.position) {
        this.entries.push({ item, ...this.fold.add(item, signatures) });
        return;
      }
      const offered = Eal.keysOffered(item.act).map((key) => Eal.keyId(key));
      this.unknown += signatures.filter(({ kid }) => this.fold.law.key(kid) === null && !offered.includes(kid)).length;
    }

    /** Whether the log had the root that the signers of an entry had seen, as far as the checkpoint counts. */
    hasSeen(index, { root, size }) {
      if (size > index || !this.stated) return size <= index;
      const path = ((this.pathOf.get(index) || {}).seen || []).map(Eal.unhex);
      return Eal.isConsistent(BigInt(size), Eal.unhex(root), this.stated.size, this.stated.root, path);
    }

    get moment() {
      return { day: this.proof.answer.day };
    }

    digest() {
      return '';
    }

    /** The entries that were found good, by index: the act row that follows, and the leaf. */
    get good() {
      const good = this.entries.filter((one) => one.judgement !== null);
      return new Map(good.map(({ item, rows }) => [item.index, { leaf: item.leaf, row: rows[0] }]));
    }

    get onTop() {
      const { answer, later, ledger } = this.proof;
      const told = Object.fromEntries(['day', 'position', 'unit'].map((name) => [name, answer[name]]));
      const values = { ...ledger, ...told, later: later.map((one) => one.index).join(', ') || 'none' };
      return { template: Eal.tables.readmeOfUnit, values };
    }
  }

  /** V02, V03, V04, V06 of the entries. */
  function included(unit, report) {
    const [form, ours, order, rooted] = ['V02', 'V03', 'V04', 'V06'].map((id) => report.check(id));
    let last = -1;
    for (const item of unit.record.entries) {
      form.examine();
      if (item.refused) {
        form.fail(item.refused, item.index, { expected: 'a canonical entry of format 0', found: item.why });
        continue;
      }
      for (const check of [ours, order]) check.examine();
      const { index } = item;
      if (index <= last) order.fail('index_out_of_order', index, { expected: `above ${last}`, found: String(index) });
      last = Math.max(last, index);
      belongs(unit, item, ours);
      if (unit.stated) within(unit, item, rooted);
    }
    complete(unit, order);
  }

  function belongs(unit, item, check) {
    const { ledger } = unit.record;
    const code = Eal.strangeness(item, ledger);
    if (code) check.fail(code, item.index, { expected: ledger, found: { ...item.act.ledger, leaf: item.leaf } });
    const { seen } = item.act;
    if (!seen || unit.hasSeen(item.index, seen)) return;
    check.fail('seen_not_ours', item.index, { expected: 'a root of this log, of a size up to the index', found: `${seen.size} ${seen.root}` });
  }

  function within({ pathOf, stated }, { index, leaf }, check) {
    check.examine();
    const path = pathOf.get(index);
    const root = path && Eal.rootFromInclusion(Eal.unhex(leaf), BigInt(index), stated.size, path.inclusion.map(Eal.unhex));
    if (root && Eal.same(root, stated.root)) return;
    check.fail('entry_not_in_log', index, { expected: Eal.hex(stated.root), found: root ? Eal.hex(root) : 'no path' });
  }

  const shownIn = (proof) => proof.sheets.flatMap((sheet) => sheet.acts);

  /** V04: every entry is there that something names, and no other. */
  function complete({ entries, law, paths, proof, record }, check) {
    const counted = shownIn(proof).map((act) => act.rows[0].since);
    const named = new Set([...counted, ...law.sheets.filter(isOfLaw).flatMap((sheet) => sheet.acts), proof.seal.index]);
    for (const { index } of proof.later) named.add(index);
    const there = new Set(record.entries.map((item) => item.index));
    const wanted = new Set([...named, ...paths.map((path) => path.index)]);
    for (const index of [...wanted].sort((a, b) => a - b)) {
      if (!there.has(index)) check.fail('entries_missing', index, { expected: `entry ${index}`, found: 'no such entry' });
    }
    const rows = entries.flatMap((one) => one.rows);
    const affirmed = new Set(rows.filter((row) => row.table === 'law' && row.kind === 'affirmed').map((row) => row.id));
    for (const { act, index } of record.entries) {
      if (!act || named.has(index) || affirmed.has(act.act_id)) continue;
      check.fail('entry_not_of_unit', index, { expected: 'an entry of the unit, of the law, or affirmed', found: `act ${act.act_id}` });
    }
  }

  const leafOf = ({ acts, chain, key }) => ({ acts: acts.length, chain, key });

  /** V14: the sheets of law are those that the administration makes. */
  function made({ entries, law }, check) {
    const seals = new Eal.Seals();
    for (const { item, judgement, rows } of entries) {
      if (judgement !== null && rows.some((row) => row.table === 'law')) seals.take(item, rows);
    }
    seals.settle();
    const own = new Map();
    for (const [key, states] of seals.sheets) {
      const { acts, chain } = states[states.length - 1];
      if (isOfLaw({ key })) own.set(key, Eal.encodeText({ acts, chain: Eal.hex(chain), key }));
    }
    const told = new Map(law.sheets.filter(isOfLaw).map((sheet) => [sheet.key, Eal.encodeText(leafOf(sheet))]));
    for (const key of new Set([...own.keys(), ...told.keys()])) {
      check.examine();
      if (own.get(key) === told.get(key)) continue;
      check.fail('sheet_differs', null, { expected: own.get(key) || 'no sheet', found: told.get(key) || 'no sheet' });
    }
  }

  const ACT_ROW = ['act', 'body', 'day', 'digest', 'kind', 'number', 'persons'];

  /** V14: the rows that are sealed for an act begin with the one that follows from its entry. */
  function follows({ good, proof }, check) {
    const wrong = new Set();
    for (const { leaf, rows: [row] } of shownIn(proof)) {
      const own = good.get(row.since);
      if (!own || wrong.has(row.since)) continue;
      check.examine();
      const sides = [own, { leaf, row }].map((one) =>
        Eal.encodeText(Object.fromEntries([...ACT_ROW.map((name) => [name, one.row[name] ?? null]), ['leaf', one.leaf]])));
      if (sides[0] === sides[1]) continue;
      wrong.add(row.since);
      check.fail('row_differs', row.since, { expected: sides[0], found: sides[1] });
    }
  }

  /** V26, V27: the sheets of law are sealed, and all of them. */
  function lawSealed({ law: { first, path, sheets }, sealed }, report) {
    if (!sealed) return;
    const [covered, whole] = [report.check('V26'), report.check('V27')];
    const leaves = sheets.map((sheet) => Eal.leafHash(Eal.encode(leafOf(sheet))));
    const root = Eal.rootFromRange(leaves, first, sealed.sheets, path);
    covered.examine();
    if (!root || Eal.hex(root) !== sealed.root) covered.fail('sheet_not_sealed', null, { expected: sealed.root, found: root ? Eal.hex(root) : 'no path' });
    whole.examine();
    const isOpen = (first > 0 && isOfLaw(sheets[0])) || (first + sheets.length < sealed.sheets && isOfLaw(sheets[sheets.length - 1]));
    if (isOpen) whole.fail('sheet_missing', null, { expected: 'a sheet of something else before and after those of law', found: 'a sheet of law' });
  }

  /** What is NOT CHECKED unless it failed, and what does not arise. */
  function leaveOpen({ fold, position, readable, unknown }, report) {
    if (fold.suspects) report.check('V12').notChecked(SUSPECT);
    const later = readable.filter((item) => item.index >= position);
    const acts = later.filter((item) => !Eal.isSeal(item.act)).length;
    if (acts) for (const id of ['V11', 'V12']) report.check(id).notChecked(`${acts} ${AFTER}`);
    if (unknown) report.check('V10').notChecked(`${unknown} signatures under later acts, by keys that are not known here`);
  }

  async function examine(record, proof, trust, question) {
    const report = new Eal.Report('unit', record.entries.length === 0);
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
    const unit = new Unit(record, proof, await Eal.lookAtProof(report, proof, trust, question));
    Eal.tellOf(unit);
    record.logSize = unit.position;
    Eal.checkFiles(record, report);
    included(unit, report);
    Eal.checkTimes(record, report);
    Eal.judged(unit, report);
    Eal.languagesCovered({ record, entries: unit.readable.map((item) => ({ item })) }, report);
    for (const claim of [Eal.checkAuthored, Eal.checkDocuments, Eal.checkLogKeys]) claim(record, report);
    made(unit, report.check('V14'));
    follows(unit, report.check('V14'));
    lawSealed(unit, report);
    Eal.stories(unit, report);
    leaveOpen(unit, report);
    return report;
  }

  /** Verifies a bundle of one unit that was opened; `question`: `{unit, day, position, since}` as far as the reader asked. */
  Eal.verifyUnit = async function (bundle, trust, inputs, question) {
    const proof = Eal.parseStateProof(bundle.files['proof.json']);
    const isSame = ['id', 'origin'].every((name) => proof.ledger[name] === bundle.ledger[name]) && proof.size === bundle.size;
    if (!isSame) throw new Eal.Refusal('bad_member', 'proof.json: of another ledger or size than bundle.json says');
    const record = await Eal.recordOf(bundle, trust);
    const report = await examine(record, proof, trust, question);
    const checks = report.documents(Eal.requiredChecks(trust, 'unit'));
    const verdict = Eal.verdictOf(checks, record.entries.length > 0);
    const { answer, later, until } = proof;
    const subject = { ...Eal.subjectOf(record), answer, later: later.map((one) => one.index), unit: answer.unit, until };
    const verified = `the acts that concern ${answer.unit}, the law that they rest on, and ${Eal.shownBy(proof)}`;
    return Eal.reportDocument({ checks, inputs: { ...inputs, ledger: bundle.ledger }, kind: 'unit', subject, trust, verdict, verified });
  };
})(Eal);
