// When an effect is in force, and what it covers. Source: docs/spec section 6, *Reading effects*.
(function (Eal) {
  /** Order of status rows: (day, since, ordinal). */
  const byDay = (a, b) => Eal.order(a.day, b.day) || Eal.inOrder(a, b);

  /** What holds on a legal day, of the rows that the tables have now. */
  class Moment {
    constructor(tables, law, day) {
      this.tables = tables;
      this.law = law;
      this.day = day;
      this.seen = new Map();
    }

    once(name, read) {
      if (!this.seen.has(name)) this.seen.set(name, read());
      return this.seen.get(name);
    }

    /** The same rows on another day. */
    on(day) {
      if (day === this.day) return this;
      return this.once(`on ${day}`, () => new Moment(this.tables, this.law, day));
    }

    /** The day on which an act reached a milestone, or null (section 7, *Calendar*). */
    reached(act, milestone) {
      const life = this.tables.statuses(`decision:${act}`, 'life').filter((row) => row.day <= this.day);
      const rows = [...life].sort(byDay);
      const after = rows.map((row) => row.value).lastIndexOf('withdrawn') + 1;
      const found = rows.slice(after).find((row) => row.value === milestone);
      return found ? found.day : null;
    }

    /** Whether an effect row is in force. */
    inForce(effect) {
      return this.once(`in ${effect.id}`, () => this.readInForce(effect));
    }

    readInForce(effect) {
      if (!Eal.within(this.day, effect.from_day, effect.until_day)) return false;
      if (effect.awaits !== null && this.reached(effect.act, effect.awaits) === null) return false;
      return !this.lifted(effect.act, effect.event, effect.since);
    }

    /** Whether a lift in force, later than `since`, aims at an act or event. */
    lifted(act, event, since) {
      const lifts = [...this.aimed('lift', act), ...this.aimed('lift', event)];
      return lifts.some((lift) => lift.since > since && this.inForce(lift));
    }

    /** Effect rows with a verb that aim at a reference. */
    aimed(verb, reference) {
      return this.tables.find('effect.target', `${verb} ${reference}`);
    }

    /** The effect rows of a verb that are in force, in order. */
    all(verb) {
      return this.once(`all ${verb}`, () =>
        this.tables.find('effect', verb).filter((effect) => this.inForce(effect)));
    }

    /** All unit rows in the scope of an effect: its own, then those of what widens and narrows it. */
    unitRows(effect) {
      return this.once(`rows ${effect.id}`, () => {
        const sources = [effect, ...this.changes(effect)].sort(Eal.inOrder);
        return sources.map((one) => [one, this.tables.find('effect_unit', one.id)]);
      });
    }

    changes(effect) {
      if (!['bar', 'order_run', 'certify'].includes(effect.verb)) return [];
      const found = ['widen', 'narrow'].flatMap((verb) =>
        [effect.act, effect.event].flatMap((one) => this.aimed(verb, one)));
      return found.filter((one) => this.inForce(one));
    }

    /** For a contest among an effect's own: unit → `+` or `-`, as the latest row on it decides. */
    signs(effect, contest) {
      return this.once(`signs ${effect.id} ${contest}`, () => {
        const signs = new Map();
        if (!effect.contests.includes(contest)) return signs;
        for (const [source, rows] of this.unitRows(effect)) {
          if (!source.contests.includes(contest)) continue;
          for (const row of rows) if (row.further === null) signs.set(row.unit, row.sign);
        }
        return signs;
      });
    }

    /** Whether the scope of an effect covers a contest and unit. */
    covers(effect, contest, unit) {
      const signs = this.signs(effect, contest);
      if (signs.size === 0) return false;
      for (const at of this.tables.path(unit)) {
        if (signs.has(at)) return signs.get(at) === '+';
      }
      return false;
    }

    /** Whether the scope of an effect covers a unit for some contest of its own. */
    coversSome(effect, unit) {
      return effect.contests.some((contest) => this.covers(effect, contest, unit));
    }

    /** Units below a `further` of an effect that names a contest: those of `within`. */
    furtherWithin(effect, contest) {
      if (!effect.contests.includes(contest)) return [];
      return this.unitRows(effect)
        .filter(([source]) => source.contests.includes(contest))
        .flatMap(([, rows]) => rows.filter((row) => row.further !== null).map((row) => row.unit));
    }
  }

  Eal.byDay = byDay;
  Eal.Moment = Moment;
})(Eal);
