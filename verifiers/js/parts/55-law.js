// Law: the latest row of each (kind, id), and what is read from it. Source: docs/spec section 4.
(function (Eal) {
  const LAST = '2199-12-31';

  /** Law as it stands: `set` adds a row; a `fork` may be changed without changing this one. */
  class Law {
    constructor(rows = new Map()) {
      this.rows = rows; // kind → Map(id → {doc, since})
      this.read = new Map(); // what was sorted or looked up since the last change
    }

    /** A copy that may be written. */
    fork() {
      return new Law(new Map([...this.rows].map(([kind, ids]) => [kind, new Map(ids)])));
    }

    /** The document in force, or null. */
    get(kind, id) {
      const row = this.row(kind, id);
      return row ? row.doc : null;
    }

    /** The latest row `{doc, since}`, withdrawn or not, or undefined. */
    row(kind, id) {
      const ids = this.rows.get(kind);
      return ids && ids.get(id);
    }

    /** Sets a row. */
    set(kind, id, doc, since) {
      if (!this.rows.has(kind)) this.rows.set(kind, new Map());
      this.rows.get(kind).set(id, { doc, since });
      this.read.clear();
    }

    once(name, read) {
      if (!this.read.has(name)) this.read.set(name, read());
      return this.read.get(name);
    }

    /** All documents in force of a kind, by id. */
    all(kind) {
      return this.once(kind, () => this.listed(kind));
    }

    listed(kind) {
      const ids = [...(this.rows.get(kind) || new Map())].filter(([, row]) => row.doc !== null);
      return ids.sort(([a], [b]) => Eal.order(a, b)).map(([, row]) => row.doc);
    }

    /** `ledger/ledger`, or null before founding. */
    get ledger() {
      return this.get('ledger', 'ledger');
    }

    /** Whether a body is in force on a day. */
    bodyOn(id, day) {
      const body = this.get('body', id);
      return body !== null && (body.until === null || day < body.until);
    }

    /** Whether a person holds an office (null: any) in a body (null: any) on a day. */
    holds(person, office, body, day) {
      return this.offices(day).some(
        (one) =>
          one.person === person &&
          (office === null || one.office === office) &&
          (body === null || one.body === body),
      );
    }

    /** The offices held on a day. */
    offices(day) {
      return this.once(`offices ${day}`, () => this.officesOn(day));
    }

    officesOn(day) {
      return this.all('office').filter((one) => Eal.within(day, one.from, one.until));
    }

    /** The persons who hold an office of a body on a day, sorted. */
    roster(body, day) {
      return Eal.sorted(this.offices(day).filter((one) => one.body === body).map((one) => one.person));
    }

    /** Whether a delegation in force gives an office of a body from one person to another. */
    delegates(giver, taker, office, body, day) {
      return this.all('delegation').some(
        (one) =>
          one.giver === giver && one.taker === taker && one.office === office && one.body === body &&
          Eal.within(day, one.from, one.until),
      );
    }

    /** The rulesets in force on a day, by id. */
    rulesets(day) {
      return this.once(`rulesets ${day}`, () => this.rulesetsOn(day));
    }

    rulesetsOn(day) {
      return this.all('ruleset').filter((one) => Eal.within(day, one.from, one.until));
    }

    /** The documents of a kind (rule, consequence, balance) that are law on a day, by id. */
    lawful(kind, day) {
      const inForce = new Set(this.rulesets(day).map((one) => one.ruleset));
      return this.all(kind).filter((one) => {
        const own = one.from === undefined || Eal.within(day, one.from, one.until);
        return own && inForce.has(one.ruleset);
      });
    }

    /** The key `{alg, person, public, revoked, suspect_from}` ever enrolled under an id, or null. */
    key(id) {
      return this.get('key', id);
    }

    /** The id of the key that a person holds, neither revoked nor replaced, or null. */
    keyOf(person) {
      for (const [id, { doc }] of this.rows.get('key') || []) {
        if (doc.person === person && doc.revoked === null) return id;
      }
      return null;
    }

    /** The milestone that an adopted decision of a body awaits on a day; null: none. */
    awaits(body, day) {
      for (const ruleset of this.rulesets(day)) {
        const found = ruleset.gives_effect.find((one) => one.body === body);
        if (found) return found.milestone === 'adoption' ? null : found.milestone;
      }
      return null;
    }

    /** The legal end of a day, as an instant (section 9). */
    endOf(day) {
      const [first] = this.rulesets(day);
      return Eal.endOfDay(day, first ? first.offsets : null);
    }

    /** The legal day of an instant: the first day whose end is later. */
    legalDay(instant) {
      let number = Eal.dayNumber(instant.slice(0, 10)) - 2;
      while (this.endOf(Eal.dayOf(number)) <= instant) number += 1;
      return Eal.dayOf(number);
    }

    /**
     * The term of a clock that starts on a day (section 7, *Calendar*): its latest day, and the
     * instant at which it is over, by the calendar of a ruleset (null: no holidays, UTC).
     */
    term(start, count, unit, ruleset) {
      const offsets = ruleset === null ? null : ruleset.offsets;
      if (unit === 'hours') return hoursFrom(start, count, offsets);
      const day = latestDay(start, count, unit, ruleset);
      return { at: Eal.endOfDay(day, offsets), day };
    }
  }

  function latestDay(start, count, unit, ruleset) {
    if (unit === 'days') return Eal.addDays(start, count);
    if (unit === 'weeks') return Eal.addDays(start, 7 * count);
    if (unit === 'months') return Eal.addMonths(start, count);
    return workingDay(start, count, ruleset);
  }

  function hoursFrom(start, count, offsets) {
    const over = Eal.laterBy(Eal.endOfDay(start, offsets), count);
    let day = start;
    while (Eal.endOfDay(day, offsets) < over && day < LAST) day = Eal.addDays(day, 1);
    const end = Eal.endOfDay(day, offsets);
    return { at: over < end ? over : end, day };
  }

  function workingDay(start, count, ruleset) {
    const { holidays, weekend } = ruleset === null ? { holidays: [], weekend: [] } : ruleset;
    const last = Eal.dayNumber(LAST);
    let [number, left] = [Eal.dayNumber(start), count];
    while (left > 0 && number < last) {
      number += 1;
      const day = Eal.dayOf(number);
      if (!weekend.includes(Eal.weekday(day)) && !holidays.includes(day)) left -= 1;
    }
    return Eal.dayOf(number);
  }

  Eal.Law = Law;
})(Eal);
