// The claims on what the entries mean: authority, lifecycles, state, results, custody.
// Source: docs/spec sections 8.4, 9, 10, 12, 13.
(function (Eal) {
  /** Everything that follows from the entries of a record, folded once. */
  class Meaning {
    constructor(record) {
      this.record = record;
      const { soundUntil } = Eal.brokenLinks(record);
      const isOurs = ({ act, index, position }) => {
        const { root, size } = act.seen;
        if (size > index) return false;
        if (size > record.entries.length || position > soundUntil) return true;
        return record.rootAt(size) === root;
      };
      this.fold = new Eal.Fold(record.ledger, isOurs);
      this.entries = record.entries.filter((item) => item.entry !== null).map((item) => {
        const found = this.fold.add(item, record.signatures[item.position]);
        if (found.rows.length > 0) this.fold.seals.take(item, found.rows);
        return { item, ...found };
      });
      this.lines = new Map(this.entries.map((one) => [one.item.position, one.rows.map(Eal.encodeText)]));
    }

    /** What holds on the legal day of the last entry; null if there is none. */
    get moment() {
      const { fold, record } = this;
      if (fold.law.ledger === null) return null;
      const last = record.entries.filter((item) => item.entry !== null).pop();
      return new Eal.Moment(fold.tables, fold.law, fold.law.legalDay(last.entry.recorded_at));
    }

    /** The state digest (section 8.4). */
    digest() {
      let chain = new Uint8Array(32);
      for (const lines of this.lines.values()) {
        const text = lines.map((line) => `${line}\n`).join('');
        chain = Eal.sha256(Eal.concat(chain, Eal.sha256(Eal.utf8(text))));
      }
      return Eal.hex(chain);
    }
  }

  /** Says of a check that examined nothing why: there was no entry, or nothing of its kind. */
  function settle(meaning, check, why) {
    if (check.examined > 0) check.pass();
    else if (meaning.record.entries.length === 0) check.notChecked('the bundle has no entry');
    else check.notApplicable(why);
  }

  /** V11, V12, V13: who signed, who may, and what follows, entry by entry. */
  function judged(meaning, report) {
    for (const { isRead, item, judgement, problems } of meaning.entries) {
      if (isRead) for (const id of ['V11', 'V12']) report.check(id).examine();
      if (judgement !== null || problems.some(([id]) => id === 'V13')) report.check('V13').examine();
      for (const [id, code] of problems) {
        if (['V11', 'V12', 'V13'].includes(id)) report.check(id).fail(code, item.index, { expected: 'an entry that section 8.1 admits' });
      }
      if (judgement === null || Eal.encodeText(judgement) === Eal.encodeText(item.entry.judgement)) continue;
      report.check('V13').fail('judgement_differs', item.index, { expected: judgement, found: item.entry.judgement });
    }
    for (const id of ['V11', 'V12', 'V13']) settle(meaning, report.check(id), 'no entry could be judged');
  }

  const NAMED_MAX = 100;

  /** V25: every state seal is of the state that the entries before it make. */
  function sealed(meaning, report) {
    const check = report.check('V25');
    for (const { isRead, item, problems } of meaning.entries) {
      // What is no act of the recorder is no seal.
      if (!isRead || !Eal.isSeal(item.act) || problems.some(([id]) => id !== 'V25')) continue;
      check.examine();
      for (const [id, code] of problems) {
        if (id === 'V25') check.fail(code, item.index, { expected: 'the state of its position', found: item.act.events[0].fields });
      }
    }
    settle(meaning, check, 'nothing was sealed');
    const certified = meaning.entries.filter(({ rows }) => rows.some((row) => row.table === 'effect' && row.verb === 'certify'));
    const open = certified.map(({ item }) => item.index).filter((index) => index >= meaning.fold.seals.last);
    const more = open.length > NAMED_MAX ? ` and ${open.length - NAMED_MAX} more` : '';
    if (open.length) check.notChecked(`no seal follows the certifications of entries ${open.slice(0, NAMED_MAX).join(', ')}${more}`);
  }

  Eal.judged = judged;

  /** V16: every signature under a decision is valid over its bytes, its languages among them. */
  function languages(meaning, report) {
    const check = report.check('V16');
    for (const { item } of meaning.entries) {
      if (item.act.decision === null) continue;
      check.examine();
      const invalid = Eal.signaturesThatCount(meaning.record, item).filter((one) => !one.ok);
      if (invalid.length > 0) check.fail('languages_not_covered', item.index, { expected: item.act.decision.languages });
    }
    settle(meaning, check, 'there is no decision');
  }

  Eal.languagesCovered = languages;

  /** A line that is no UTF-8, byte for byte, so that what it names is found in it; the like of no other line. */
  function unlike(line) {
    return '\ufffd' + Array.from(line, (byte) => String.fromCharCode(byte)).join('');
  }

  function linesOf(record, name) {
    return record.files[name] ? Eal.linesOf(record.files[name]).map((line) => Eal.fromUtf8(line) ?? unlike(line)) : null;
  }

  function parsed(line) {
    const read = Eal.attempt(() => Eal.parseCanonical(Eal.utf8(line), { max: Infinity, depth: 64 }));
    return read.value || null;
  }

  /** The index that a line of rows names, however odd the line; where it names none, that of the line before. */
  function sinceOf(line, before) {
    const named = /"since":([0-9]+)/.exec(line);
    return named === null ? before : Number(named[1]);
  }

  /** V14, rows: where those of an entry follow in the file they are its own; else it is compared with all up to its index. */
  function rows(meaning, check, lines) {
    let at = 0;
    for (const { item } of meaning.entries) {
      check.examine();
      const own = meaning.lines.get(item.position);
      const from = at;
      if (own.length > 0 && own.every((line, n) => line === lines[from + n])) {
        at += own.length;
        continue;
      }
      while (at < lines.length && sinceOf(lines[at], item.index) <= item.index) at += 1;
      compareRows(check, item.index, own, lines.slice(from, at));
    }
    for (const line of lines.slice(at)) check.fail('row_differs', null, { expected: 'no more rows', found: line });
  }

  function compareRows(check, index, own, given) {
    for (let n = 0; n < Math.max(own.length, given.length); n += 1) {
      if (own[n] === given[n]) continue;
      check.fail('row_differs', index, { expected: own[n] || 'no row', found: given[n] || 'no row' });
    }
  }

  /** Compares documents one a line with those that follow, by the member that names them. */
  function documents(check, lines, own, name, differ) {
    const given = new Map();
    for (const line of lines) {
      const document = parsed(line);
      const key = document === null ? null : document[name];
      if (key === null || given.has(key)) differ(null, document === null ? line : document);
      else given.set(key, { document, line });
    }
    for (const document of own) {
      check.examine();
      const found = given.get(document[name]);
      given.delete(document[name]);
      if (found === undefined || found.line !== Eal.encodeText(document)) differ(document, found ? found.document : null);
    }
    for (const { document } of given.values()) differ(null, document);
    const ordered = own.map((document) => Eal.encodeText(document));
    if (check.findings.length === 0 && ordered.some((line, n) => line !== lines[n])) differ(own[0], 'another order');
  }

  function state(meaning, report, moment) {
    const check = report.check('V14');
    const [rowLines, sheetLines] = ['rows.jsonl', 'sheets.jsonl'].map((name) => linesOf(meaning.record, name));
    if (rowLines === null || sheetLines === null) check.notChecked('the bundle has no rows or no sheets');
    if (rowLines !== null) rows(meaning, check, rowLines);
    if (sheetLines === null) return;
    const units = moment === null ? [] : meaning.fold.tables.ids('unit');
    const own = units.map((unit) => moment.sheet(unit, meaning.record.size));
    const differ = (expected, found) => check.fail('sheet_differs', null, { expected, found });
    documents(check, sheetLines, own, 'unit', differ);
  }

  /** V19: one headline for every contest of a sheet. */
  function headlines(meaning, report) {
    const check = report.check('V19');
    const lines = linesOf(meaning.record, 'sheets.jsonl');
    if (lines === null) return check.notChecked('the bundle has no sheets');
    for (const sheet of lines.map(parsed)) {
      if (sheet === null || !Array.isArray(sheet.headlines) || !Array.isArray(sheet.polls)) continue;
      check.examine();
      const contests = sheet.headlines.map((one) => one && one.contest);
      if (new Set(contests).size < contests.length) check.fail('two_headlines', null, { expected: 'one a contest', found: contests });
    }
    return settle(meaning, check, 'there is no unit');
  }

  const RESULT_CODES = { blockers: 'blocker_differs', figures: 'figure_differs', missing: 'missing_unit_differs', sources: 'form_differs' };
  const ACCOUNT_CODES = { buckets: 'bucket_differs', checks: 'balance_differs' };

  /** A finding a member that differs; one for the whole where there is no such document, or of another form. */
  function memberwise(check, codes, other) {
    return (expected, found) => {
      const names = Eal.isObject(expected) ? Object.keys(expected) : [];
      if (names.length === 0 || !Eal.shapes.hasMembers(found, names)) {
        check.fail(other, null, { expected, found });
        return;
      }
      for (const name of names) {
        if (Eal.encodeText(expected[name]) === Eal.encodeText(found[name])) continue;
        check.fail(codes[name] || other, null, { expected: expected[name], found: found[name] });
      }
    };
  }

  function results(meaning, report, moment) {
    const check = report.check('V22');
    const lines = linesOf(meaning.record, 'results.jsonl');
    if (lines === null) return check.notChecked('the bundle has no results');
    const contests = moment === null ? [] : meaning.fold.tables.ids('contest');
    const own = contests.map((contest) => new Eal.Result(moment, contest)).map((one) => ({
      ...one.document(meaning.record.size), blockers: one.blockers(),
    }));
    documents(check, lines, own, 'contest', memberwise(check, RESULT_CODES, 'result_differs'));
    return settle(meaning, check, 'there is no contest');
  }

  function accounts(meaning, report, moment) {
    const check = report.check('V23');
    const lines = linesOf(meaning.record, 'accounts.jsonl');
    if (lines === null) return check.notChecked('the bundle has no accounts');
    const own = moment === null ? [] : Eal.accounts(moment, meaning.record.size);
    meaning.record.subject.accounts = own.flatMap(toldBy);
    documents(check, lines, own, 'account', memberwise(check, ACCOUNT_CODES, 'account_differs'));
    return settle(meaning, check, 'there is no account');
  }

  function toldBy({ account, checks }) {
    return checks.filter((one) => one.outcome !== 'holds').map((one) => ({ account, ...one }));
  }

  /** What the report says of the subject: breaks in authority, rules that are not met, the digest. */
  function tell(meaning) {
    const { subject } = meaning.record;
    subject.state_digest = meaning.digest();
    subject.breaks_in_authority = meaning.entries.flatMap(({ item, rows: made }) =>
      made.filter((row) => row.table === 'law' && row.kind === 'succession').map(({ doc }) => ({
        authority: doc.authority, body: doc.body, index: item.index, state: doc.state, succession: doc.succession,
      })));
    subject.unmatched = meaning.entries.flatMap(({ item, judgement }) => (judgement === null ? [] : unmatched(item, judgement)));
    const { law } = meaning.fold;
    const { moment } = meaning;
    meaning.record.law = {
      isKeptBack: (digest) => {
        const doc = law.get('document', digest);
        return Boolean(doc && moment && (doc.until === null || doc.until > moment.day));
      },
      keys: enrolled(meaning),
      logKeys: law.ledger === null ? null : law.all('log_key'),
    };
  }

  Eal.tellOf = tell;

  /** The position of the entry that enrolled each key. */
  function enrolled(meaning) {
    const keys = new Map();
    for (const { item, rows: made } of meaning.entries) {
      for (const row of made) if (row.kind === 'key' && row.table === 'law' && !keys.has(row.id)) keys.set(row.id, item.position);
    }
    return keys;
  }

  function unmatched(item, judgement) {
    const told = judgement.marks.filter((mark) => ['rule_not_met', 'conclusion_differs'].includes(mark.code));
    return told.map(({ code, event, rule }) => ({
      act: item.act.act_id, code, event, index: item.index, outcome: judgement.events[event - 1], rule,
    }));
  }

  Eal.claims.push(function meaning(record, report) {
    const found = new Meaning(record);
    tell(found);
    judged(found, report);
    languages(found, report);
    sealed(found, report);
    const moment = found.moment;
    state(found, report, moment);
    headlines(found, report);
    results(found, report, moment);
    accounts(found, report, moment);
    Eal.stories(found, report);
  });
})(Eal);
