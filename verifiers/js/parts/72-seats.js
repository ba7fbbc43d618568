// Seats and certification. Source: docs/spec sections 12.9 and 12.10.
(function (Eal) {
  const { exact, sum } = Eal.intervals;
  const SEATS_MOST = 10000;

  /** One allocation being computed: votes (BigInt) and seats by list. */
  class Allocation {
    constructor(votes, count, drawn) {
      this.votes = votes; // Map selection → BigInt, those with votes
      this.left = count;
      this.total = count;
      this.drawn = drawn;
      this.seats = new Map([...votes.keys()].map((list) => [list, 0]));
      this.tied = [];
    }

    give(list, count = 1) {
      this.seats.set(list, this.seats.get(list) + count);
      this.left -= count;
    }

    /** A seat each to equal lists; false where there are too few and no lot decides. */
    giveEqual(lists) {
      const chosen = lists.length <= this.left ? lists : lists.filter((list) => this.drawn(list));
      if (lists.length > this.left && chosen.length !== this.left) {
        this.tied = Eal.sorted(lists);
        return false;
      }
      for (const list of chosen) this.give(list);
      return true;
    }

    /** Highest averages; the divisor after s seats is `step` × s + 1. */
    byAverages(step) {
      while (this.left > 0 && this.votes.size > 0) {
        const divisor = (list) => BigInt(step * this.seats.get(list) + 1);
        const higher = (a, b) => this.votes.get(a) * divisor(b) - this.votes.get(b) * divisor(a);
        const lists = [...this.votes.keys()];
        const best = lists.reduce((a, b) => (higher(b, a) > 0n ? b : a));
        if (!this.giveEqual(lists.filter((list) => higher(list, best) === 0n))) return;
      }
    }

    /** Greatest remainders at a price of `numerator` / `denominator` votes. */
    byRemainders(numerator, denominator) {
      if (numerator === 0n) return;
      for (const [list, votes] of this.votes) this.give(list, Number((votes * denominator) / numerator));
      const rest = (list) => (this.votes.get(list) * denominator) % numerator;
      const lists = [...this.votes.keys()].sort((a, b) => (rest(b) > rest(a) ? 1 : rest(b) < rest(a) ? -1 : 0));
      while (this.left > 0 && lists.length > 0) {
        const equal = lists.filter((list) => rest(list) === rest(lists[0]));
        if (!this.giveEqual(equal)) return;
        lists.splice(0, equal.length);
      }
    }

    run(method) {
      const all = [...this.votes.values()].reduce((a, b) => a + b, 0n);
      const seats = BigInt(this.total);
      if (method === 'dhondt') this.byAverages(1);
      else if (method === 'sainte_lague') this.byAverages(2);
      else if (method === 'hare') this.byRemainders(all, seats);
      else this.byRemainders(all / (seats + 1n) + 1n, 1n);
      return this;
    }
  }

  function thresholdBase(threshold, votes, cells) {
    if (threshold === null) return null;
    if (threshold.base === 'votes') return sum(votes.map((cell) => cell.value));
    const cell = cells.get(Eal.counting.cellKey({ measure: threshold.base, selection: null }));
    return cell ? cell.value : undefined;
  }

  function takesPart(cell, threshold, base, exempt) {
    if (threshold === null || exempt.includes(cell.selection)) return true;
    return cell.value.low * BigInt(threshold.denominator) >= BigInt(threshold.numerator) * base.low;
  }

  const total = (numbers) => numbers.reduce((a, b) => a + b, 0n);

  function seatRange(selection, { against, inFavour, all, more, method, seats }) {
    if (method === 'dhondt' || method === 'sainte_lague') {
      const run = (pairs) => new Allocation(new Map(pairs.filter(([, n]) => n > 0n)), seats, () => false).run(method);
      const [low, high] = [run(against), run(inFavour)];
      const tied = high.tied.includes(selection) ? 1 : 0;
      return { least: low.seats.get(selection) || 0, most: (high.seats.get(selection) || 0) + tied };
    }
    const own = all.length > 0 ? new Map(against).get(selection) : 0n;
    if (seats === 0 || own + more === 0n) return { least: 0, most: 0 };
    const of = (count, votes) => Number(method === 'hare'
      ? (count * BigInt(seats)) / votes : count / (votes / BigInt(seats + 1) + 1n));
    const most = of(own + more, total(inFavour.map(([, n]) => n))) + 1;
    return { least: of(own, total(all) + more), most: Math.min(seats, most) };
  }

  const KINDS = { result: 'final', declaration: 'provisional', provisional: 'provisional' };

  Object.assign(Eal.Result.prototype, {
    /** The `allocate` in force of the contest, the latest, or null. */
    allocation() {
      const found = this.moment.all('allocate').filter((effect) => effect.target === `contest:${this.contest}`);
      return found.length > 0 ? found[found.length - 1] : null;
    },

    /** The seats of the whole contest, or null. */
    seats() {
      const effect = this.allocation();
      if (effect === null) return null;
      const { cells, states } = this.whole;
      const { exempt, seats, threshold } = effect.data;
      const votes = [...cells.values()].filter((cell) => cell.measure === 'votes' && cell.selection !== null);
      const base = thresholdBase(threshold, votes, cells);
      const unsure = votes.length === 0 || seats > SEATS_MOST || base === undefined ||
        [...votes.map((cell) => cell.value), ...(base ? [base] : [])].some((value) => !exact(value));
      const common = {
        base: base ? Eal.intervals.written(base) : null, event: effect.event, exempt, method: effect.what, seats, threshold,
      };
      if (unsure) return { ...common, bounds: null, left: seats, lists: [], status: 'indeterminate', tied: [] };
      const taking = votes.filter((cell) => cell.value.low > 0n && takesPart(cell, threshold, base, exempt));
      const drawn = (list) => this.moment.status(`selection:${list}`, 'lot') === 'drawn';
      const given = new Allocation(new Map(taking.map((cell) => [cell.selection, cell.value.low])), seats, drawn).run(effect.what);
      const lists = votes.map(({ selection }) => ({ seats: given.seats.get(selection) || 0, selection }));
      const open = [...states.values()].includes('missing');
      const status = open ? 'open' : given.tied.length > 0 ? 'tied' : 'complete';
      const bounds = open ? this.seatBounds(votes, effect, base) : null;
      return { ...common, bounds, left: given.left, lists, status, tied: given.tied };
    },

    /** The least and the most seats of each list while leaves are missing, or null. */
    seatBounds(cells, { data, what }, base) {
      const missing = this.whole.leaves.filter((leaf) => this.whole.states.get(leaf) === 'missing');
      const { high } = Eal.intervals.written(this.registeredMissing(missing));
      if (high === null) return null;
      const more = BigInt(high);
      const share = data.threshold === null ? { numerator: 0, denominator: 1 } : data.threshold;
      const whole = base ? base.low : 0n;
      const votes = new Map(cells.map((cell) => [cell.selection, cell.value.low]));
      const reaches = (count, of) => count * BigInt(share.denominator) >= BigInt(share.numerator) * of;
      const free = (list) => data.exempt.includes(list);
      const sure = (list) => free(list) || reaches(votes.get(list), whole + more);
      const able = (list) => free(list) || reaches(votes.get(list), whole) || reaches(votes.get(list) + more, whole + more);
      return [...votes.keys()].map((selection) => {
        const against = [...votes].map(([list, n]) => [list, list === selection ? n : able(list) ? n + more : 0n]);
        const inFavour = [...votes].map(([list, n]) => [list, list === selection ? n + more : sure(list) ? n : 0n]);
        const { least, most } = seatRange(selection, { against, inFavour, all: [...votes.values()], more, method: what, seats: data.seats });
        return { least: sure(selection) ? least : 0, most: able(selection) ? most : 0, selection };
      });
    },

    /** The certification of a set of leaves. */
    certification(leaves) {
      const effects = this.tables.find('effect', 'certify').filter((one) => one.contests.includes(this.contest));
      const events = new Map();
      for (const one of effects) events.set(one.event, [...(events.get(one.event) || []), one]);
      const setting = this.certificationBars(leaves);
      let version = 0;
      const told = [...events].map(([event, own]) => {
        const isResult = own.some((one) => one.what === 'result');
        if (isResult) version += 1;
        const held = leaves.filter((leaf) => own.some((one) => this.holdsLeaf(one, leaf)));
        const inForce = own.some((one) => this.moment.inForce(one));
        return { event, own, isResult, held, inForce, kind: this.kindOf(event, own, isResult), version: isResult ? version : null };
      });
      return this.certificationDocument(told, leaves, setting);
    },

    kindOf(event, own, isResult) {
      const links = this.tables.find('effect.event', event).filter((one) => one.verb === 'link' && one.what === 'supersedes');
      const again = links.some((one) => this.moment.inForce(one));
      if (isResult) return again ? 'reissued' : 'final';
      return KINDS[own[0].what] || own[0].what;
    },

    holdsLeaf(effect, leaf) {
      if (!this.moment.inForce(effect) || !this.moment.covers(effect, this.contest, leaf)) return false;
      return !this.moment.bars(this.contest, leaf, effect.run).some((bar) =>
        bar.what === 'annul' && bar.object === 'certification' && bar.since > effect.since);
    },

    certificationBars(leaves) {
      const covering = this.moment.all('bar').filter((bar) =>
        bar.object === 'certification' && leaves.some((leaf) => this.moment.covers(bar, this.contest, leaf)));
      return {
        set_aside: covering.filter((bar) => bar.what === 'annul').map((bar) => bar.id),
        withheld: covering.filter((bar) => ['hold_back', 'stay'].includes(bar.what)).map((bar) => bar.id),
      };
    },

    certificationDocument(told, leaves, { set_aside, withheld }) {
      const results = told.filter((one) => one.isResult);
      const units = new Set(results.flatMap((one) => one.held)).size;
      const lifted = results.some((one) => one.own.some((effect) => effect.what === 'result' && this.isLifted(effect)));
      const holding = told.filter((one) => one.held.length > 0);
      const versions = holding.map((one) => one.version).filter((version) => version !== null);
      let state = holding.length > 0 ? holding[holding.length - 1].kind : 'none';
      if (units > 0) state = units === leaves.length ? 'final' : 'partial';
      else if (lifted || (results.length > 0 && set_aside.length > 0)) state = 'withdrawn';
      else if (withheld.length > 0) state = 'withheld';
      return {
        acts: told.map((one) => ({
          event: one.event, in_force: one.inForce, kind: one.kind, units: one.held.length, version: one.version,
        })),
        set_aside, state, units, version: versions.length > 0 ? Math.max(...versions) : null, withheld,
      };
    },

    isLifted(effect) {
      return this.moment.lifted(effect.act, effect.event, effect.since);
    },
  });
})(Eal);
