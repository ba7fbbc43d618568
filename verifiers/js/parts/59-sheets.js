// By law, open items, sheets. Source: docs/spec section 9.
(function (Eal) {
  const nullLast = (text) => (text === null ? '~' : text);

  function admitted(list, value) {
    return list.length === 0 || (value !== null && list.includes(value));
  }

  /** Whether an effect row is one of those a consequence follows from. */
  function follows(on, effect) {
    return (
      on.effects.includes(effect.verb) && admitted(on.what, effect.what) &&
      admitted(on.objects, effect.object) && admitted(on.bodies, effect.body)
    );
  }

  const MILESTONES = { publication: 'published', service: 'served', finality: 'final' };

  Object.assign(Eal.Moment.prototype, {
    /** The effect rows that a consequence is attached to, the first of each event. */
    attached(consequence) {
      const first = new Map();
      const rows = consequence.on.effects.flatMap((verb) => this.all(verb)).sort(Eal.inOrder);
      for (const effect of rows) {
        if (!follows(consequence.on, effect) || first.has(effect.event)) continue;
        const { day } = this.tables.act(effect.act);
        const ruleset = this.law.get('ruleset', consequence.ruleset);
        const lawful = ruleset !== null && Eal.within(day, ruleset.from, ruleset.until);
        if (lawful && Eal.within(day, consequence.from, consequence.until)) first.set(effect.event, effect);
      }
      return [...first.values()];
    },

    /** The day from which a consequence of an effect is counted, or null. */
    startOf(consequence, effect) {
      const { start } = consequence;
      if (start === 'decision') return this.tables.act(effect.act).day;
      if (MILESTONES[start]) return this.reached(effect.act, MILESTONES[start]);
      if (effect.run === null) return null;
      if (start === 'order') return this.orderDay(effect.run);
      const [first] = this.tables.find('effect_unit', effect.id).filter((row) => row.further === null);
      return this.date(effect.run, first ? first.unit : null);
    },

    /** The act day of the latest `order_run` in force of a run, or null. */
    orderDay(run) {
      const orders = this.all('order_run').filter((one) => one.run === run);
      return orders.length > 0 ? this.tables.act(orders[orders.length - 1].act).day : null;
    },

    /** The latest `due` or `done` row in force under a key `ITEM/ABOUT`, or null. */
    duty(key) {
      const rows = [...this.aimed('due', key), ...this.aimed('done', key)];
      const inForce = rows.filter((row) => this.inForce(row)).sort(Eal.inOrder);
      return inForce.length > 0 ? inForce[inForce.length - 1] : null;
    },

    /** Whether what a consequence says of an effect is ended at this moment. */
    ended(consequence, effect) {
      const { effects, life } = consequence.ended_by;
      const decision = `decision:${effect.act}`;
      if (['life', 'execution'].some((field) => life.includes(this.status(decision, field)))) return true;
      const others = effects.flatMap((verb) => this.all(verb)).filter(
        (one) => one.event !== effect.event && one.since >= effect.since);
      const aims = [effect.act, effect.event];
      if (others.some((one) => one.verb !== 'order_run' && aims.includes(one.target))) return true;
      if (effect.run === null) return false;
      return this.replaced(effect, others.filter(
        (one) => (one.verb === 'order_run' ? one.target : one.run) === effect.run));
    },

    replaced(effect, others) {
      if (others.length === 0) return false;
      return effect.contests.every((contest) =>
        [...this.signs(effect, contest)].every(
          ([unit, sign]) => sign !== '+' || this.togetherCover(others, contest, unit)));
    },

    togetherCover(effects, contest, unit) {
      if (effects.some((one) => this.covers(one, contest, unit))) return true;
      const children = this.tables.children(unit);
      return children.length > 0 && children.every((child) => this.togetherCover(effects, contest, child));
    },

    /** What follows by law, each with the effect that it follows from. */
    byLaw() {
      return this.once('by law', () => {
        const found = this.law.all('consequence').flatMap((consequence) =>
          this.attached(consequence).map((effect) => [effect, this.consequence(consequence, effect)]));
        const remedies = this.all('remedy').map((effect) => [effect, this.remedy(effect)]);
        const keys = [(one) => nullLast(one[1].by), (one) => one[1].since, (one) => one[1].rule, (one) => one[1].event];
        return [...found, ...remedies].filter(([, shown]) => shown !== null).sort(Eal.orderBy(...keys));
      });
    },

    consequence(law, effect) {
      const start = this.startOf(law, effect);
      const ruleset = this.law.get('ruleset', law.ruleset);
      const counted = start !== null && law.count !== null;
      const term = counted ? this.law.term(start, law.count, law.unit, ruleset) : { at: null, day: null };
      const happens = law.kind === 'happens';
      if (happens && (term.day === null || term.day >= this.day)) return null;
      const about = effect.run === null ? `decision:${effect.act}` : `run:${effect.run}`;
      const duty = this.duty(`${law.item}/${about}`);
      if (duty !== null && duty.verb === 'done' && duty.since >= effect.since) return null;
      if (this.on(happens ? term.day : this.day).ended(law, effect)) return null;
      const { instead, isPast } = this.lastDay(duty, term);
      return {
        about, at: term.at, by: term.day, event: effect.event, instead, item: law.item,
        kind: happens ? 'happened' : 'owed', overdue: !happens && isPast,
        owner: law.owner === null ? effect.body : law.owner, rule: law.id, since: effect.since,
      };
    },

    /** Another day that somebody set, if so, and whether the day that counts is past. */
    lastDay(duty, term) {
      const instead = duty !== null && duty.verb === 'due' ? { by: duty.data.by, event: duty.event } : null;
      const last = instead === null ? term.day : instead.by;
      return { instead, isPast: last !== null && last < this.day };
    },

    /** What follows from a remedy that a decision states: it runs, or is over. */
    remedy(effect) {
      const about = `decision:${effect.act}`;
      const duty = this.duty(`remedy/${about}`);
      if ((duty !== null && duty.verb === 'done') || this.status(about, 'life') === 'final') return null;
      const { count, start, unit } = effect.data;
      const from = start === 'decision' ? effect.from_day : MILESTONES[start] ? this.reached(effect.act, MILESTONES[start]) : null;
      const [ruleset = null] = this.law.rulesets(effect.from_day);
      const term = from === null ? { at: null, day: null } : this.law.term(from, count, unit, ruleset);
      const { instead, isPast } = this.lastDay(duty, term);
      return {
        about, at: term.at, by: term.day, event: effect.act, instead, item: isPast ? 'remedy_expired' : 'remedy',
        kind: isPast ? 'happened' : 'runs', overdue: false, owner: effect.body, rule: `act:${effect.act}`, since: effect.since,
      };
    },

    /** The units at which an order is asked for a date, in order; null stands for the whole. */
    places(order) {
      const units = (effect) =>
        this.tables.find('effect_unit', effect.id).filter((row) => row.further === null).map((row) => row.unit);
      const own = units(order);
      const contest = order.contests[0];
      const scope = this.unitRows(order)
        .filter(([source]) => source.contests.includes(contest))
        .flatMap(([source]) => units(source));
      const dates = this.all('date').filter((one) => one.run === order.run).flatMap(units);
      const others = Eal.sorted([...scope, ...dates].filter((unit) => !own.includes(unit)));
      const covered = [...own, ...others].filter((unit) => this.covers(order, contest, unit));
      return own.length === 0 ? [null, ...covered] : covered;
    },

    undatedItem(order) {
      for (const unit of this.places(order)) {
        const effect = this.dateEffect(order.run, unit);
        if (effect !== null && effect.data.day !== null) continue;
        const polling = unit === null ? 'planned' : this.polling(order.contests[0], unit, order.run);
        if (polling !== 'planned' && polling !== 'ready') continue;
        const by = effect || order;
        return {
          about: `run:${order.run}`, by: null, day: by.from_day, item: 'undated_run',
          owner: order.body, rule: 'by_nature', since: by.since,
        };
      }
      return null;
    },

    undatedRuns() {
      const found = new Map();
      for (const order of this.all('order_run')) {
        const item = found.has(order.run) ? null : this.undatedItem(order);
        if (item !== null) found.set(order.run, item);
      }
      return [...found.values()];
    },

    /** What is due and not done, sorted. */
    dueItems() {
      const keys = this.tables.keys('effect.target').filter((key) => key.startsWith('due '));
      const rows = keys.map((key) => this.duty(key.slice(4)));
      const due = rows.filter((row) => row !== null && row.verb === 'due').map((row) => ({
        about: row.target.slice(row.target.indexOf('/') + 1), by: row.data.by, day: row.from_day,
        item: row.target.slice(0, row.target.indexOf('/')), owner: row.data.owner, rule: null,
        since: row.since,
      }));
      return due.sort(Eal.orderBy((one) => nullLast(one.by), (one) => one.since, (one) => one.item, (one) => one.about));
    },

    /** The open items that can concern a unit (decision gaps concern none). */
    openItems() {
      return this.once('open items', () => [...this.undatedRuns(), ...this.dueItems()]);
    },

    /** The contests with a run covering a unit, sorted. */
    contestsOf(unit) {
      const named = Eal.sorted(this.all('order_run').flatMap((order) => order.contests));
      return named.filter((contest) => this.runs(contest, unit).length > 0);
    },

    polls(contest, unit) {
      return this.orders(contest, unit).map((order) => ({
        bars: this.bars(contest, unit, order.run).map((bar) => bar.id),
        contest,
        count: this.counting(contest, unit, order.run),
        date: this.date(order.run, unit),
        polling: this.polling(contest, unit, order.run),
        run: order.run,
        standing: this.standing(contest, unit, order.run),
        without_basis: this.withoutBasis(order),
      }));
    },

    amountsOf(holder) {
      return this.buckets(holder).map(([material, bucket]) => {
        const { low, high, why } = this.amount(holder, material, bucket);
        return { bucket, ...Eal.intervals.bounds({ low, high }), holder, material, why };
      });
    },

    /** The indexes of the acts that touch a unit or one above it. */
    touchedAt(unit) {
      return this.once(`touched ${unit}`, () => new Set(this.tables.path(unit).flatMap((at) =>
        this.tables.find('touch', `unit:${at}`).map((row) => row.since))));
    },

    /** The sheet of a unit; `position` is the size of the log. */
    sheet(unit, position) {
      const contests = this.contestsOf(unit);
      const polls = contests.flatMap((contest) => this.polls(contest, unit));
      const runs = new Set(polls.map((poll) => `run:${poll.run}`));
      const concerns = (effect, shown) => {
        if (effect.verb === 'remedy') return this.touchedAt(unit).has(effect.since);
        return effect.contests.length > 0 ? this.coversSome(effect, unit) : runs.has(shown.about);
      };
      const touched = new Set(this.tables.find('touch', `unit:${unit}`).map((row) => row.since));
      return {
        amounts: this.amountsOf(`unit:${unit}`),
        by_law: this.byLaw().filter((one) => concerns(...one)).map(([, shown]) => shown),
        contested: this.contested().filter((act) => touched.has(this.tables.act(act).since)),
        day: this.day,
        headlines: contests.map((contest) => ({ contest, headline: this.headline(contest, unit) })),
        items: this.openItems().filter((item) => item.about === `unit:${unit}` || runs.has(item.about)),
        polls, position, unit,
      };
    },
  });

  Eal.effectAdmitted = admitted;
})(Eal);
