// What the certification of a contest waits for. Source: docs/spec section 9, Blockers.
(function (Eal) {
  const WITHHOLDING = ['annul', 'hold_back', 'stay'];

  /** Things found at leaves, put together by code, subject and detail. */
  class Found {
    constructor() {
      this.byKey = new Map();
    }

    add(code, about, detail, { acts = [], unit = null, consequence = null, group = '' } = {}) {
      const key = [code, about, detail === null ? '' : detail, consequence === null ? '' : consequence, group].join(' ');
      if (!this.byKey.has(key)) this.byKey.set(key, { code, about, detail, consequence, acts: new Set(), units: new Set() });
      const one = this.byKey.get(key);
      for (const act of acts) one.acts.add(act);
      if (unit !== null) one.units.add(unit);
    }
  }

  Object.assign(Eal.Result.prototype, {
    /** Everything that blocks, sorted by code, subject, detail and acts. */
    blockers() {
      const found = new Found();
      for (const [leaf, runs] of this.leaves) {
        for (const run of runs) this.blockUndated(found, leaf, run);
        this.blockUncounted(found, leaf, runs[runs.length - 1]);
        this.blockWithheld(found, leaf);
      }
      this.blockDue(found);
      this.blockByLaw(found);
      for (const act of this.moment.contested()) found.add('contested', `act:${act}`, null, { acts: [act] });
      const asking = this.moment.law.lawful('rule', this.moment.day).filter((rule) => {
        const { effects } = rule.applies_to;
        return rule.test === 'blockers' && (effects.length === 0 || effects.includes('certify'));
      });
      const keys = [(one) => one.code, (one) => one.about, (one) => one.detail || '', (one) => one.acts.join(' ')];
      return [...found.byKey.values()].map((one) => this.blocker(one, asking)).sort(Eal.orderBy(...keys));
    },

    blocker({ code, about, detail, consequence, acts, units }, asking) {
      const rules = new Map(asking.filter((rule) => rule.parameters.blockers.includes(code)).map((rule) => [rule.id, rule.cites]));
      if (consequence !== null) rules.set(consequence, this.moment.law.get('consequence', consequence).cites);
      const cites = new Map([...rules.values()].flat().map((one) => [`${one.instrument} ${one.point || ''}`, one]));
      const keys = [(one) => one.instrument, (one) => one.point || ''];
      return {
        about, acts: Eal.sorted([...acts]),
        cites: [...cites.values()].map(({ instrument, point }) => ({ instrument, point })).sort(Eal.orderBy(...keys)),
        code, detail, rules: Eal.sorted([...rules.keys()]), units: Eal.sorted([...units]),
      };
    },

    ordersOf(leaf, run) {
      return this.moment.orders(this.contest, leaf).filter((order) => order.run === run).slice(0, 1).map((order) => order.act);
    },

    blockUndated(found, leaf, run) {
      if (this.moment.date(run, leaf) !== null) return;
      found.add('undated_run', `run:${run}`, null, { acts: this.ordersOf(leaf, run), unit: leaf });
    },

    blockUncounted(found, leaf, run) {
      const lack = this.lackOf(leaf, run);
      if (lack === null) return;
      found.add('run_not_counted', `run:${run}`, lack, { unit: leaf });
      const one = found.byKey.get(['run_not_counted', `run:${run}`, lack, '', ''].join(' '));
      const bars = this.moment.bars(this.contest, leaf, run).map((bar) => bar.act);
      one.bars = [...(one.bars || []), ...bars];
      one.orders = [...(one.orders || []), ...this.ordersOf(leaf, run)];
      one.acts = new Set(one.bars.length > 0 ? one.bars : one.orders);
    },

    /** What is missing at a leaf, or null. */
    lackOf(leaf, run) {
      const standing = this.standingOf(leaf, run);
      if (standing !== 'stands') return standing === 'excluded' ? null : standing;
      const counting = this.moment.counting(this.contest, leaf, run);
      if (counting === 'counted') return null;
      const polling = this.moment.polling(this.contest, leaf, run);
      return counting === 'not_counted' || polling === 'planned' || polling === 'ready' ? polling : counting;
    },

    blockWithheld(found, leaf) {
      for (const bar of this.moment.bars(this.contest, leaf, null)) {
        if (bar.object !== 'certification' || !WITHHOLDING.includes(bar.what)) continue;
        found.add('withheld', `run:${bar.run}`, bar.what, { acts: [bar.act], unit: leaf, group: bar.act });
      }
    },

    blockDue(found) {
      const about = new Set([`contest:${this.contest}`]);
      for (const [leaf, runs] of this.leaves) {
        for (const run of runs) about.add(`run:${run}`);
        for (const unit of this.tables.path(leaf)) about.add(`unit:${unit}`);
      }
      for (const item of this.moment.dueItems()) if (about.has(item.about)) found.add('open_items', item.about, item.item);
    },

    blockByLaw(found) {
      this.moment.byLaw().forEach(([effect, shown], number) => {
        const own = { acts: [effect.act], group: String(number) };
        if (shown.kind === 'owed' && effect.contests.includes(this.contest)) {
          found.add('by_law', shown.about, shown.item, { ...own, consequence: shown.rule });
        } else if (shown.kind === 'runs') {
          const made = this.tables.find('effect.act', effect.act);
          if (made.some((one) => one.contests.includes(this.contest))) found.add('by_law', shown.about, shown.item, own);
        }
      });
    },
  });
})(Eal);
