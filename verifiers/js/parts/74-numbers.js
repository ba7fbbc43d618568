// Serial numbers and seals held to account. Source: docs/spec section 13, *Numbers and seals*.
(function (Eal) {
  const { interval, exact, meet } = Eal.intervals;
  const AT_ISSUE_MOST = 100;

  const byRange = Eal.orderBy((one) => one.prefix, (one) => one.first);

  /** Ranges joined: sorted, disjoint, those that touch made one. */
  function joined(ranges) {
    const found = [];
    for (const range of [...ranges].sort(byRange)) {
      const before = found[found.length - 1];
      if (before && before.prefix === range.prefix && range.first <= before.last + 1) {
        before.last = Math.max(before.last, range.last);
      } else found.push({ ...range });
    }
    return found;
  }

  function common(ranges, others) {
    return ranges.flatMap((one) => others
      .filter((other) => other.prefix === one.prefix && other.first <= one.last && one.first <= other.last)
      .map((other) => ({ ...one, first: Math.max(one.first, other.first), last: Math.min(one.last, other.last) })));
  }

  function without(ranges, others) {
    return others.reduce((left, other) => left.flatMap((one) => {
      if (one.prefix !== other.prefix || other.last < one.first || one.last < other.first) return [one];
      const parts = [{ ...one, last: other.first - 1 }, { ...one, first: other.last + 1 }];
      return parts.filter((part) => part.first <= part.last);
    }), ranges);
  }

  const countOf = (ranges) => ranges.reduce((sum, one) => sum + BigInt(one.last) - BigInt(one.first) + 1n, 0n);
  const sizeOf = (ranges, isWhole) => ({ low: countOf(ranges), high: isWhole ? countOf(ranges) : null, why: null });

  function spelled(ranges) {
    return joined(ranges).slice(0, AT_ISSUE_MOST).map(({ first, last, prefix }) => {
      const span = first === last ? String(first) : `${first}-${last}`;
      return prefix === null ? span : `${prefix} ${span}`;
    });
  }

  const outcome = (violated, holds) => (violated ? 'violated' : holds ? 'holds' : 'indeterminate');

  /** The numbers of one material that a holder has, row after row. */
  class Held {
    constructor() {
      Object.assign(this, { ranges: [], told: false, whole: true, sure: true });
    }

    get size() {
      const count = countOf(this.ranges);
      return { low: this.sure ? count : 0n, high: this.told && this.whole ? count : null, why: null };
    }

    take({ data: { numbers }, what }) {
      if (what === 'had') {
        this.ranges = joined([...this.ranges, ...numbers.ranges]);
        this.told = true;
        this.whole = this.whole && numbers.why === null;
      } else {
        this.ranges = without(this.ranges, numbers.ranges);
        this.sure = this.sure && numbers.why === null;
      }
    }
  }

  function madeBefore(moment, row) {
    const rows = moment.aimed('number', `numbers:${row.data.material}`).filter((one) => moment.inForce(one));
    // The row `made` of an effect stands right before its row `had`.
    return rows.filter((one) => one.since < row.since || (one.since === row.since && one.ordinal < row.ordinal - 1));
  }

  function onceCheck(moment, row) {
    const { numbers } = row.data;
    const before = madeBefore(moment, row);
    const ranges = joined(before.flatMap((one) => one.data.numbers.ranges));
    const known = before.every((one) => one.data.numbers.why === null);
    const twice = common(numbers.ranges, ranges);
    const holds = before.length === 0 || (known && numbers.why === null);
    return {
      at_issue: spelled(twice), check: 'ranges_once', left: sizeOf(numbers.ranges, numbers.why === null),
      outcome: outcome(twice.length > 0, holds), right: sizeOf(ranges, known),
    };
  }

  function hadChecks(moment, row, held) {
    const { from, numbers, quantity } = row.data;
    const left = sizeOf(numbers.ranges, numbers.why === null);
    const again = common(numbers.ranges, held.ranges);
    const holds = again.length === 0 && held.whole && numbers.why === null;
    const checks = from === null ? [onceCheck(moment, row)] : [];
    checks.push({
      at_issue: spelled(again), check: 'ranges_again', left, outcome: outcome(again.length > 0 && held.sure, holds),
      right: held.size,
    });
    if (quantity === null) return checks;
    const right = interval(quantity.low, quantity.high);
    const same = exact(left) && exact(right) && left.low === right.low;
    return [...checks, { at_issue: [], check: 'ranges_quantity', left, outcome: outcome(!meet(left, right), same), right }];
  }

  function givenCheck(row, held) {
    const { numbers } = row.data;
    const lacking = without(numbers.ranges, held.ranges);
    const known = held.told && held.whole;
    const holds = lacking.length === 0 && held.sure && numbers.why === null;
    return {
      at_issue: spelled(lacking), check: 'ranges_held', left: sizeOf(numbers.ranges, numbers.why === null),
      outcome: outcome(lacking.length > 0 && known, holds), right: held.size,
    };
  }

  function numberChecks(moment, key) {
    const held = new Map();
    return rowsOf(moment, 'number', key).filter((row) => row.what !== 'made').flatMap((row) => {
      const { material } = row.data;
      if (!held.has(material)) held.set(material, new Held());
      const own = held.get(material);
      const checks = row.what === 'had' ? hadChecks(moment, row, own) : [givenCheck(row, own)];
      own.take(row);
      return checks.map((check) => ({ ...check, material, since: row.since }));
    });
  }

  const rowsOf = (moment, verb, key) => moment.aimed(verb, key).filter((row) => moment.inForce(row));

  /** The seals on one subject, row after row. */
  class Sealed {
    constructor() {
      Object.assign(this, { on: [], told: false, whole: true });
    }

    take({ data: { seals }, what }) {
      if (what === 'put') {
        this.on = Eal.sorted([...this.on, ...(seals || [])]);
        this.told = true;
        this.whole = this.whole && seals !== null;
      } else if (what === 'open' || (what !== 'found' && seals === null)) {
        this.on = [];
        this.whole = true;
      } else if (what !== 'found') this.on = this.on.filter((seal) => !seals.includes(seal));
    }
  }

  function usedBefore(moment, seal, row) {
    return rowsOf(moment, 'seal', `seal:${seal}`).some((one) => one.event !== row.event && Eal.inOrder(one, row) < 0);
  }

  function putCheck(moment, row) {
    const { seals } = row.data;
    const used = (seals || []).filter((seal) => usedBefore(moment, seal, row));
    const left = interval(used.length, seals === null ? null : used.length);
    return {
      at_issue: used.slice(0, AT_ISSUE_MOST), check: 'seal_once', left, outcome: outcome(used.length > 0, seals !== null),
      right: interval(0, 0),
    };
  }

  function matched({ data: { seals }, what }, { on, told, whole }) {
    if (what === 'missing') return { issue: seals === null ? on : seals, outcome: 'violated' };
    if (seals === null) return { issue: on, outcome: outcome(false, whole && on.length === 0) };
    const strange = seals.filter((seal) => !on.includes(seal));
    const absent = what === 'off' ? [] : on.filter((seal) => !seals.includes(seal));
    const violated = told && (absent.length > 0 || (whole && strange.length > 0));
    const holds = told && whole && strange.length === 0 && absent.length === 0;
    return { issue: Eal.sorted([...strange, ...absent]), outcome: outcome(violated, holds) };
  }

  function matchCheck(row, sealed) {
    const { seals } = row.data;
    const { issue, outcome: found } = matched(row, sealed);
    const known = sealed.told && sealed.whole;
    return {
      at_issue: issue.slice(0, AT_ISSUE_MOST), check: 'seal_match', outcome: found,
      left: seals === null ? interval(0, null) : interval(seals.length, seals.length),
      right: interval(sealed.on.length, known ? sealed.on.length : null),
    };
  }

  function sealChecks(moment, key) {
    const sealed = new Sealed();
    return rowsOf(moment, 'seal', key).filter((row) => row.data.on === key).flatMap((row) => {
      const isSilent = !sealed.told && row.data.seals === null && row.what !== 'missing';
      const checks = row.what === 'put' ? [putCheck(moment, row)] : isSilent ? [] : [matchCheck(row, sealed)];
      sealed.take(row);
      return checks.map((check) => ({ ...check, since: row.since }));
    });
  }

  /** The checks of numbers and seals of a subject, in order of their rows. */
  Eal.numberedChecks = (moment, key) => [...numberChecks(moment, key), ...sealChecks(moment, key)];
})(Eal);
