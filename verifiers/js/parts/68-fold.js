// The fold: entry after entry, what each makes of the state before it, or why it makes nothing.
// Source: docs/spec sections 8.1 to 8.3.
(function (Eal) {
  /** State at a position: law, tables, and what the next entry needs of the log before it. */
  class Fold {
    /** `ledger`: `{id, origin}`; `isOurs(item)`: whether the log had the root that its signers had seen. */
    constructor(ledger, isOurs) {
      Object.assign(this, { ledger, isOurs, law: new Eal.Law(), tables: new Eal.Tables(), lastAdministration: -1 });
      this.seals = new Eal.Seals();
    }

    /**
     * Folds one entry: `{problems, rows, judgement}`. `item`: an entry as the bundle reader gives it;
     * `signatures`: `[{kid, ok}]`. With problems (`[check, code]`) nothing follows: no rows.
     */
    add(item, signatures) {
      const { index } = item.entry;
      if (this.law.ledger === null && index !== 0) {
        return unread({ problems: [['V13', 'ledger_not_open']] });
      }
      const examined = this.examined(item, signatures);
      examined.bind();
      if (examined.problems.some(isUnread) || !examined.readEvents()) return unread(examined);
      if (!examined.isFounding) examined.authorize();
      else examined.need(examined.act.seen === null, 'V12', 'seen_unexpected');
      if (examined.isSeal) return examined.problems.length > 0 ? nothing(examined) : this.seal(examined);
      const isStray = examined.problems.some(([, code]) => code === 'not_founding');
      const changed = examined.isAdministration && !isStray ? examined.administer() : null;
      if (examined.problems.length > 0) return nothing(examined);
      return changed === null ? this.judge(examined) : this.enact(examined, changed);
    }

    examined(item, signatures) {
      return new Eal.Examined(this, item, signatures);
    }

    /** A state seal changes no law. */
    seal(examined) {
      const { fields } = examined.act.events[0];
      const all = [actRow(examined, 'administration', 0), { ...fields, table: 'seal' }, ...signingRows(examined)];
      this.store(all, examined.index, 0);
      this.tables.keep();
      this.seals.last = fields.position;
      return { isRead: true, problems: [], rows: all, judgement: { events: ['effective'], marks: datedAhead(examined) } };
    }

    enact(examined, { law, rows }) {
      const marks = [...datedAhead(examined)];
      const margin = examined.isFounding ? 0 : examined.counted.length - examined.required;
      const all = [actRow(examined, 'administration', margin), ...rows, ...signingRows(examined)];
      this.law = law;
      this.lastAdministration = examined.index;
      this.store(all, examined.index, 0);
      this.tables.keep();
      return { isRead: true, problems: [], rows: all, judgement: { events: examined.act.events.map(() => 'effective'), marks } };
    }

    store(rows, since, ordinal) {
      rows.forEach((row, n) => Object.assign(row, { ordinal: ordinal + n, since }));
      this.tables.add(rows);
    }

    judge(examined) {
      const { act, index } = examined;
      const first = actRow(examined, examined.kind, 0);
      this.store([first], index, 0);
      const judged = new Judging(this, examined, first);
      judged.put(Eal.remedyRows(act, index, this.law));
      act.events.forEach((event, n) => judged.event(event, n + 1));
      if (examined.problems.length > 0) {
        this.tables.undo();
        return nothing(examined);
      }
      first.contested_margin = examined.counted.length - judged.required;
      const marks = [...judged.marks, ...judged.wholeAct(), ...datedAhead(examined)];
      judged.put([...judged.touches(), ...signingRows(examined)]);
      this.tables.keep();
      return { isRead: true, problems: [], rows: judged.rows, judgement: { events: judged.outcomes, marks: sortedMarks(marks) } };
    }
  }

  /** The judgement of an act that is no administration, event after event. */
  class Judging {
    constructor(fold, examined, first) {
      Object.assign(this, { fold, examined, tables: fold.tables, act: examined.act, index: examined.index });
      Object.assign(this, { rows: [first], outcomes: [], marks: [], required: examined.required });
    }

    put(rows) {
      this.fold.store(rows, this.index, this.rows.length);
      for (const row of rows) this.rows.push(row);
    }

    event(event, number) {
      const declaration = this.examined.declarations[number - 1];
      const moment = new Eal.Moment(this.tables, this.fold.law, this.act.day);
      this.markUnknown(event, number, declaration);
      const outcome = this.outcome(event, number, declaration, moment);
      this.outcomes.push(outcome);
      const only = outcome === 'void' || outcome === 'not_adopted' ? ['link'] : null;
      const made = Eal.makeEffects(this.act, number, declaration, moment, this.index, only);
      for (const code of new Set(made.problems)) this.examined.problem('V13', code);
      const certifies = made.rows.some((row) => row.verb === 'certify');
      if (certifies && moment.contested().length > 0) this.examined.problem('V13', 'certification_contested');
      this.marks.push(...made.marks);
      this.put(made.rows);
    }

    markUnknown(event, number, declaration) {
      for (const { name, type } of declaration.fields) {
        const { base } = Eal.parseType(type);
        if (!base.startsWith('subject:') || event.fields[name] === null) continue;
        for (const id of [event.fields[name]].flat()) {
          const subject = `${base.slice(8)}:${id}`;
          if (this.tables.exists(subject)) continue;
          this.marks.push({ code: 'unknown_subject', event: number, rule: null, subject });
        }
      }
    }

    outcome(event, number, declaration, moment) {
      const { kind } = declaration;
      let isVoid = this.graded(kind, number);
      if (kind === 'ruling' && this.act.decision.result !== 'adopted') return 'not_adopted';
      if (kind !== 'statement') isVoid = this.assessed(event, number, declaration, moment) || isVoid;
      if (isVoid) return 'void';
      const moves = declaration.effects.some((effect) => effect.do !== 'note' && effect.do !== 'link');
      return kind === 'statement' || !moves ? 'no_effect' : 'effective';
    }

    /** Whether the grade of the source makes an event void; marks it. */
    graded(kind, number) {
      const { attestation } = this.act;
      if (attestation === null || !['press', 'hearsay'].includes(attestation.grade)) return false;
      if (kind !== 'finding' && kind !== 'ruling') return false;
      this.marks.push({ code: 'grade_moves_nothing', event: number, rule: null, subject: null });
      return this.fold.law.ledger.purpose !== 'reconstruction';
    }

    assessed(event, number, declaration, moment) {
      const tested = new Eal.Tested(
        this.act, event, declaration, moment, this.examined.counted, this.examined.item.entry.recorded_at);
      const found = Eal.assessEvent(tested, declaration.kind);
      for (const [code, rule] of found.marks) this.marks.push({ code, event: number, rule, subject: null });
      if (found.refused) this.examined.problem('V13', 'rule_not_met');
      this.required = Math.max(this.required, ...found.needs);
      return found.isVoid;
    }

    touchKeys() {
      const { declarations } = this.examined;
      return Eal.sorted(this.act.events.flatMap((event, n) => Eal.touchedKeys(event, declarations[n], this.tables)));
    }

    touches() {
      return this.touchKeys().map((key) => ({ key, table: 'touch' }));
    }

    /** The mark that what this act touches was touched since its signers looked. */
    wholeAct() {
      const { seen } = this.act;
      if (seen === null || !this.examined.declarations.some((one) => one.kind === 'ruling')) return [];
      const keys = this.touchKeys().filter((key) => !/^(act|contest|election):/.test(key));
      const changed = keys.some((key) => this.tables.find('touch', key).slice(-1).some((row) => row.since >= seen.size));
      return changed ? [{ code: 'changed_since_seen', event: 0, rule: null, subject: null }] : [];
    }
  }

  const isUnread = ([check]) => check === 'V13';

  /** Of an act that cannot be read in this place it is not asked who may sign it (section 10). */
  function unread({ problems }) {
    return { isRead: false, judgement: null, problems: problems.filter(([check]) => check !== 'V11'), rows: [] };
  }

  function nothing({ problems }) {
    return { isRead: true, judgement: null, problems, rows: [] };
  }

  function actRow({ act, counted, item }, kind, margin) {
    return {
      act: act.act_id, body: act.body, contested_margin: margin, day: act.day, digest: item.actDigest, kind,
      number: act.decision === null ? null : act.decision.number, persons: counted, table: 'act',
    };
  }

  function signingRows({ counted, signatures }) {
    const rows = signatures.map(({ kid, person, proof }) => ({
      counted: !proof && person !== null && counted.includes(person), key: kid, person, table: 'signing',
    }));
    return rows.sort(Eal.orderBy((row) => row.key));
  }

  function datedAhead({ act, item }) {
    const latest = Eal.addDays(item.entry.recorded_at.slice(0, 10), 1);
    return act.day > latest ? [{ code: 'dated_ahead', event: 0, rule: null, subject: null }] : [];
  }

  function sortedMarks(marks) {
    const keys = [(one) => one.event, (one) => one.code, (one) => one.rule, (one) => one.subject];
    const each = new Map(marks.map((one) => [Eal.encodeText(one), one]));
    return [...each.values()].sort(Eal.orderBy(...keys));
  }

  Eal.Fold = Fold;
})(Eal);
