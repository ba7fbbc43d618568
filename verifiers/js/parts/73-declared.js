// What is declared beside what is computed; the document of a result. Source: docs/spec 12.8, 12.11.
(function (Eal) {
  const { exact, interval, meet, written } = Eal.intervals;
  const { cellKey } = Eal.counting;

  function verdictOf(declared, computed) {
    if (computed === undefined) return 'not_computed';
    if (!meet(declared, computed)) return 'differs';
    return exact(declared) && exact(computed) ? null : 'indeterminate';
  }

  function orderPlaces(a, b) {
    const keys = ['unit', 'level', 'run'].map((name) => (one) => one.shown[name]);
    return Eal.orderBy(...keys)(a, b) || a.rank - b.rank;
  }

  Object.assign(Eal.Result.prototype, {
    /** What is declared for places of which all leaves are in a part. */
    declared({ own }) {
      const places = [...this.above, ...this.declarations].filter(
        (place) => place.leaves.length > 0 && place.leaves.every((leaf) => own.has(leaf)));
      const shown = places.map((place, rank) => ({ rank, shown: this.declaredAt(place) }));
      return shown.sort(orderPlaces).map((one) => one.shown);
    },

    declaredAt(place) {
      const { problem, chain, cells } = this.forms.standing(place.forms);
      const forms = problem === null ? chain : place.forms.filter((form) => !form.isOut);
      const named = problem === null ? chain[0] : place.forms[0];
      const level = named.claims[named.claims.length - 1].level;
      const part = this.part(place.leaves);
      const aside = place.leaves.filter((leaf) => this.isSetAside(leaf, place.run));
      const own = aside.length === 0 ? part : this.part(place.leaves, place.run, aside);
      const missing = [...part.states.values()].filter((state) => state === 'missing').length;
      return {
        differences: problem === null ? this.differences(cells, own, aside) : [], forms: forms.map((form) => form.id), level,
        missing, prevails: this.prevails(level), problem, run: place.run, set_aside: aside.length,
        status: problem === null ? chain[0].status : null, unit: place.unit,
      };
    },

    /** Whether a leaf had a run that does not stand there, or has another in its place. */
    isSetAside(leaf, run) {
      if (!this.leaves.get(leaf).includes(run)) return false;
      return this.standingOf(leaf, run) !== 'stands' || ![run, null].includes(this.uses(leaf));
    },

    differences(cells, part, aside) {
      const computed = new Map([...part.cells].map(([key, cell]) => [key, cell.value]));
      if (part.leaves.length === this.leaves.size && aside.length === 0) this.addSeats(computed);
      const found = cells.map((cell) => {
        const own = computed.get(cellKey(cell));
        const verdict = verdictOf(cell.value, own);
        return verdict === null ? null : {
          computed: own === undefined ? null : written(own), declared: written(cell.value),
          measure: cell.measure, selection: cell.selection, verdict,
        };
      });
      return found.filter((one) => one !== null);
    },

    addSeats(computed) {
      const seats = this.seats();
      for (const { seats: count, selection } of seats === null ? [] : seats.lists) {
        computed.set(cellKey({ measure: 'seats', selection }), interval(count, count));
      }
    },

    /** Which figure prevails at a level, or null. */
    prevails(level) {
      for (const ruleset of this.moment.law.rulesets(this.moment.day)) {
        const found = ruleset.prevails.find((one) => one.level === level);
        if (found) return found.figure;
      }
      return null;
    },

    coverage(part, affected) {
      const states = [...part.states.values()];
      const count = (state) => states.filter((one) => one === state).length;
      const repeats = part.leaves.filter((leaf) => {
        const runs = this.leaves.get(leaf);
        return part.states.get(leaf) === 'reported' && runs[runs.length - 1] !== this.uses(leaf);
      });
      return {
        counts: part.whole.length, excluded: count('excluded'), missing: count('missing'),
        possibly_affected: affected.length, repeat_open: repeats.length, reported: count('reported'), units: part.leaves.length,
      };
    },

    sources({ whole }) {
      return whole.map((count) => {
        const alone = count.leaves.length === 1 && count.leaves[0] === count.unit;
        const forms = count.chain.map((form) => ({
          cells: count.chain.length === 1 ? null : count.cells
            .filter((cell) => cell.form === form.id)
            .map(({ measure, selection }) => ({ measure, selection })),
          form: form.id, status: form.status,
        }));
        return { channels: count.channels, feeds: alone ? null : count.leaves, forms, run: count.run, unit: count.unit };
      });
    },

    unplaced() {
      return [...this.counts, ...this.declarations]
        .filter((place) => place.leaves.length === 0)
        .map((place) => ({ forms: place.forms.map((form) => form.id), run: place.run, unit: place.unit }));
    },

    /** The result of the whole contest as a document; `position` is the size of the log. */
    document(position) {
      const part = this.whole;
      const affected = this.possiblyAffected(part.leaves);
      const inState = (state) => part.leaves.filter((leaf) => part.states.get(leaf) === state);
      const missing = inState('missing');
      const margin = Eal.marginOf(part.cells);
      return {
        certification: this.certification(part.leaves),
        contest: this.contest,
        coverage: this.coverage(part, affected),
        day: this.moment.day,
        declared: this.declared(part),
        excluded: inState('excluded').map((leaf) => this.entry(leaf, 'excluded')),
        figures: [...part.cells.values()].map(({ measure, selection, stated, value }) => ({ measure, selection, stated, ...written(value) })),
        margin: margin === null ? null : { ...margin, ...marginNumbers(margin) },
        missing: missing.map((leaf) => this.entry(leaf, this.reason(leaf))),
        not_separable: this.notSeparable(part),
        position,
        possibly_affected: affected,
        registered_missing: written(this.registeredMissing(missing)),
        seats: this.seats(),
        sources: this.sources(part),
        unit: null,
        unplaced: this.unplaced(),
      };
    },
  });

  const MOST = BigInt(Number.MAX_SAFE_INTEGER);

  function marginNumbers({ low, high }) {
    const number = (value) => (value === null ? null : Number(value > MOST ? MOST : value < -MOST ? -MOST : value));
    return { low: number(low), high: high === null || high > MOST ? null : Number(high) };
  }
})(Eal);
