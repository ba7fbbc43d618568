// What is in, figures, what is missing. Source: docs/spec sections 12.5 to 12.7.
(function (Eal) {
  const { unknown, exact, sum, written, greatest } = Eal.intervals;
  const { Forms, leavesOf, placesOf, arrange, cellKey, byCell } = Eal.counting;
  const EXCLUDING = ['voting', 'count', 'result', 'call'];

  /** The result of a contest at a moment. */
  class Result {
    constructor(moment, contest) {
      Object.assign(this, { moment, contest, tables: moment.tables });
      this.forms = new Forms(moment, contest);
      this.leaves = leavesOf(moment, contest);
      [this.counts, this.declarations] = placesOf(this.forms.all, contest, this.leaves, this.tables);
      Object.assign(this, arrange(this.counts, contest, this.tables));
      this.activeAt = new Map([...this.leaves.keys()].map((leaf) => [leaf, []]));
      this.active.forEach((count) => this.read(count));
      this.settle();
    }

    standingOf(leaf, run) {
      return this.moment.once(`standing ${this.contest} ${leaf} ${run}`, () => this.moment.standing(this.contest, leaf, run));
    }

    isBarred(leaf, run) {
      return !this.leaves.get(leaf).includes(run) || this.standingOf(leaf, run) !== 'stands';
    }

    read(count) {
      Object.assign(count, this.forms.standing(count.forms));
      if (count.overlaps) count.problem = 'counts_overlap';
      count.barred = new Set(count.leaves.filter((leaf) => this.isBarred(leaf, count.run)));
      count.isMixed = count.problem === null && count.barred.size > 0 && count.barred.size < count.leaves.length;
      for (const leaf of count.leaves) this.activeAt.get(leaf).push(count);
    }

    settle() {
      this.inseparable = new Set(this.active.filter((count) => count.isMixed).flatMap((count) => [...count.barred]));
      this.candidates = new Map([...this.leaves].map(([leaf, runs]) => [leaf, this.candidatesOf(leaf, runs)]));
      for (const count of this.active) {
        count.isAlive = count.problem === null && count.barred.size < count.leaves.length;
        count.isIn = count.isAlive && count.leaves.every((leaf) => count.barred.has(leaf) || this.uses(leaf) === count.run);
      }
    }

    candidatesOf(leaf, runs) {
      const counted = this.activeAt.get(leaf).filter((count) => count.problem === null);
      return runs.filter((run) => this.standingOf(leaf, run) === 'stands' && counted.some((count) => count.run === run));
    }

    /** The run that a leaf uses, or null. */
    uses(leaf) {
      const candidates = this.candidates.get(leaf);
      return candidates.length === 1 && !this.inseparable.has(leaf) ? candidates[0] : null;
    }

    /** `reported`, `excluded` or `missing`. */
    stateOf(leaf) {
      const run = this.uses(leaf);
      if (run !== null && this.activeAt.get(leaf).every((count) => count.run !== run || count.isIn)) return 'reported';
      const runs = this.leaves.get(leaf);
      const last = runs[runs.length - 1];
      const excluded = this.candidates.get(leaf).length === 0 && !this.inseparable.has(leaf) &&
        this.moment.bars(this.contest, leaf, last).some((bar) => bar.what === 'exclude' && EXCLUDING.includes(bar.object));
      return excluded ? 'excluded' : 'missing';
    }

    /** The leaves at or below units. */
    leavesBelow(units) {
      const roots = new Set(units);
      return [...this.leaves.keys()].filter((leaf) => this.tables.path(leaf).some((at) => roots.has(at)));
    }

    /** The result for a set of leaves: whole and crossing counts, cells, states of the leaves. */
    part(leaves, run = null, aside = []) {
      const own = new Set(leaves);
      const taken = (count, leaf) => own.has(leaf) &&
        (aside.includes(leaf) ? count.run === run && count.problem === null : count.isIn);
      const counted = this.active.filter((count) => count.leaves.some((leaf) => taken(count, leaf)));
      const whole = counted.filter((count) => count.leaves.every((leaf) => own.has(leaf)));
      const crossing = counted.filter((count) => !whole.includes(count));
      const crossed = new Set(crossing.flatMap((count) => count.leaves.filter((leaf) => !count.barred.has(leaf))));
      const states = new Map(leaves.map((leaf) => {
        const state = this.stateOf(leaf);
        return [leaf, state === 'reported' && crossed.has(leaf) ? 'missing' : state];
      }));
      return { own, leaves, whole, crossing, states, cells: cellsOf(whole, crossing) };
    }

    /** Everything: the part with all leaves. */
    get whole() {
      if (this.all === undefined) this.all = this.part([...this.leaves.keys()]);
      return this.all;
    }

    /** The margin of the whole contest, or null. */
    marginOfAll() {
      return marginOf(this.whole.cells);
    }

    /** The cell (measure, null) for the leaves at or below units, or null. */
    cellBelow(units, measure) {
      const cell = this.part(this.leavesBelow(units)).cells.get(cellKey({ measure, selection: null }));
      return cell ? cell.value : null;
    }

    /** Why a leaf is missing. */
    reason(leaf) {
      const runs = this.leaves.get(leaf);
      if (this.inseparable.has(leaf)) return 'not_separable';
      if (this.candidates.get(leaf).length > 1) return 'runs_conflict';
      const used = this.uses(leaf);
      const run = used === null ? runs[runs.length - 1] : used;
      const standing = this.standingOf(leaf, run);
      if (standing !== 'stands') return standing;
      const failed = this.activeAt.get(leaf).find((count) => count.run === run && count.problem !== null);
      if (failed !== undefined) return failed.problem;
      return used === null ? this.progress(leaf, runs) : 'not_separable';
    }

    progress(leaf, runs) {
      const run = runs[runs.length - 1];
      const polling = this.moment.polling(this.contest, leaf, run);
      if (polling === 'planned' || polling === 'ready') {
        const undated = this.moment.date(run, leaf) === null;
        if (runs.length > 1) return undated ? 'repeat_undated' : 'repeat_dated';
        return undated ? 'undated' : polling;
      }
      if (polling !== 'closed') return polling;
      const counting = this.moment.counting(this.contest, leaf, run);
      return counting === 'counted' ? 'no_form' : counting;
    }

    /** The entry of a leaf that is missing or excluded. */
    entry(leaf, reason) {
      const runs = this.leaves.get(leaf);
      const bars = this.moment.bars(this.contest, leaf, null).filter((bar) => runs.includes(bar.run));
      const orders = this.moment.orders(this.contest, leaf).slice(1);
      const forms = this.activeAt.get(leaf).flatMap((count) => count.forms.filter((form) => !form.isOut).map((form) => form.id));
      const registered = this.moment.amount(`unit:${leaf}`, 'voters', 'registered');
      return {
        acts: Eal.sorted([...bars, ...orders].map((effect) => effect.act)), bars: bars.map((bar) => bar.id),
        forms: Eal.sorted(forms), reason, registered: registered === null ? null : written(registered),
        run: runs[runs.length - 1], unit: leaf,
      };
    }

    registeredMissing(missing) {
      return sum(missing.map((leaf) => this.moment.amount(`unit:${leaf}`, 'voters', 'registered') || unknown('unknown')));
    }

    /** The counts that cannot be separated, for a part. */
    notSeparable({ own }) {
      const counts = this.active.filter((count) => count.isAlive && count.leaves.some((leaf) => own.has(leaf)));
      return counts.map((count) => this.separation(count, own)).filter((one) => one.touched.length > 0);
    }

    separation(count, own) {
      const touched = count.leaves.filter((leaf) =>
        count.barred.has(leaf) || this.uses(leaf) !== count.run || (count.isIn && !own.has(leaf)));
      const bars = this.moment.all('bar').filter((bar) =>
        bar.run === count.run && [...count.barred].some((leaf) => this.moment.covers(bar, this.contest, leaf)));
      return {
        bars: bars.map((bar) => bar.id), forms: count.chain.map((form) => form.id), is_in: count.isIn,
        run: count.run, touched, unit: count.unit,
      };
    }

    /** The leaves below a scope whose members are not all known. */
    possiblyAffected(leaves) {
      const open = this.moment.all('bar')
        .map((bar) => [bar, new Set(this.moment.furtherWithin(bar, this.contest))])
        .filter(([, within]) => within.size > 0);
      const found = leaves.map((unit) => {
        const above = this.tables.path(unit).slice(1);
        const bars = open.filter(([bar, within]) =>
          above.some((at) => within.has(at)) && !this.moment.covers(bar, this.contest, unit));
        return { bars: bars.map(([bar]) => bar.id), unit };
      });
      return found.filter((one) => one.bars.length > 0);
    }
  }

  /** The cells of a part: Map key → `{measure, selection, value, stated}`. */
  function cellsOf(whole, crossing) {
    const terms = new Map();
    for (const count of whole) {
      for (const cell of count.cells) {
        const key = cellKey(cell);
        if (!terms.has(key)) terms.set(key, { measure: cell.measure, selection: cell.selection, values: [] });
        terms.get(key).values.push(cell.value);
      }
    }
    const blurred = crossing.map(() => unknown('not_separable'));
    return new Map([...terms.values()].sort(byCell).map(({ measure, selection, values }) => {
      const lacking = values.length < whole.length ? [unknown('not_stated')] : [];
      const value = sum([...values, ...lacking, ...blurred]);
      return [cellKey({ measure, selection }), { measure, selection, value, stated: values.length }];
    }));
  }

  const highOf = ({ value }) => value.high;
  const above = (a, b) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : b > a ? 1 : -1);

  /** The margin of cells: `{first, second, low, high}` (numbers BigInt or null), or null. */
  function marginOf(cells) {
    const votes = [...cells.values()].filter((cell) => cell.measure === 'votes' && cell.selection !== null);
    if (votes.length < 2) return null;
    const byId = (a, b) => Eal.order(a.selection, b.selection);
    const byLow = (a, b) => above(a.value.low, b.value.low);
    const byHigh = (a, b) => above(highOf(a), highOf(b));
    const [first] = [...votes].sort((a, b) => byLow(a, b) || byHigh(a, b) || byId(a, b));
    const others = votes.filter((cell) => cell !== first);
    const [second] = [...others].sort((a, b) => byHigh(a, b) || byLow(a, b) || byId(a, b));
    const most = highOf(second);
    const least = greatest(others.map((cell) => cell.value.low));
    return {
      first: first.selection, second: second.selection,
      low: most === null ? null : first.value.low - most,
      high: highOf(first) === null ? null : highOf(first) - least,
    };
  }

  Object.assign(Eal, { Result, marginOf, isExact: exact });
})(Eal);
