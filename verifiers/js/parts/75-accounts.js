// Accounts: what every bucket is held to, and balances. Source: docs/spec section 13.
(function (Eal) {
  const { bounds, exact, interval, meet, sum, times, unknown } = Eal.intervals;
  const KINDS = ['unit', 'consignment', 'container'];

  const rowInterval = (row) => interval(row.low, row.high);

  function overdrawn(taken, before) {
    if (taken.high !== null && taken.high <= before.low) return 'holds';
    return before.high !== null && taken.low > before.high ? 'violated' : 'indeterminate';
  }

  function same(a, b) {
    if (exact(a) && exact(b) && a.low === b.low) return 'holds';
    return meet(a, b) ? 'indeterminate' : 'violated';
  }

  function atMost(left, right) {
    if (left.high !== null && left.high <= right.low) return 'holds';
    return right.high !== null && left.low > right.high ? 'violated' : 'indeterminate';
  }

  const line = (given) => ({ at_issue: [], bucket: null, check: null, contest: null, material: null, rule: null, since: null, ...given });

  /** The checks of the rows of one holder: every one that does not hold, else one line a material. */
  function heldChecks(moment, holder) {
    const found = moment.buckets(holder).flatMap(([material, bucket]) => rowChecks(moment, holder, material, bucket));
    const all = [...found, ...Eal.numberedChecks(moment, holder).map(line)];
    const groups = new Map();
    for (const one of all) {
      const key = `${one.check} ${one.material}`;
      groups.set(key, [...(groups.get(key) || []), one]);
    }
    return [...groups.values()].flatMap(summed);
  }

  function summed(checks) {
    const failing = checks.filter((one) => one.outcome !== 'holds');
    if (failing.length > 0) return failing;
    return [{ ...checks[checks.length - 1], at_issue: [], bucket: null, since: null }];
  }

  function rowChecks(moment, holder, material, bucket) {
    const found = [];
    let before = interval(0, 0);
    moment.bucketRows(holder, material, bucket).forEach((row, n) => {
      const own = rowInterval(row);
      const given = { bucket, left: own, material, right: before, since: row.since };
      if (row.how === 'less') found.push(line({ ...given, check: 'overdrawn', outcome: overdrawn(own, before) }));
      if (row.how === 'is' && n > 0) found.push(line({ ...given, check: 'inventory', outcome: same(own, before) }));
      before = Eal.applied(before, row);
    });
    return found;
  }

  /** The balances of a moment, and what their terms read. */
  class Books {
    constructor(moment) {
      this.moment = moment;
      this.tables = moment.tables;
      this.balances = moment.law.lawful('balance', moment.day);
      this.results = new Map();
    }

    result(contest) {
      if (!this.results.has(contest)) this.results.set(contest, new Eal.Result(this.moment, contest));
      return this.results.get(contest);
    }

    /** The subjects of the kind next below a subject. */
    below(key, kind) {
      return this.tables.find('subject.parent', key).filter((row) => row.kind === kind).map((row) => row.key);
    }

    places(term, key, kind) {
      return term.where === 'here' ? [key] : this.below(key, kind);
    }

    bucket(key, { bucket, of }, material) {
      if (of === 'before_repeat') return this.beforeRepeat(key, material, bucket);
      if (of === 'now') return this.moment.amount(key, material, bucket) || interval(0, 0);
      const rows = this.moment.bucketRows(key, material, bucket);
      const counted = rows.filter((row, n) =>
        of === 'out' ? row.how === 'less' : row.how === 'add' || (n === 0 && row.how === 'is'));
      return sum(counted.map(rowInterval));
    }

    /** The last order in force of a repeat that covers a unit, or null. */
    repeatOf(key) {
      const orders = this.moment.all('order_run').filter((one) => one.target !== null && this.moment.coversSome(one, key.slice(5)));
      return orders.length > 0 ? orders[orders.length - 1] : null;
    }

    /** The place of the first row of a bucket with which the material of a repeat came, or −1. */
    repeatRow(rows, order) {
      return rows.findIndex((row) => row.since > order.since && row.how !== 'less');
    }

    beforeRepeat(key, material, bucket) {
      const rows = this.moment.bucketRows(key, material, bucket);
      const at = this.repeatRow(rows, this.repeatOf(key));
      return (at < 0 ? rows : rows.slice(0, at)).reduce(Eal.applied, interval(0, 0));
    }

    /** Whether a balance may be struck at a subject: terms about a repeat want one. */
    isStruck(terms, key, balance) {
      const own = terms.filter((term) => term.of === 'before_repeat');
      if (own.length === 0) return true;
      const order = this.repeatOf(key);
      if (order === null) return false;
      const date = this.moment.date(order.run, key.slice(5));
      const came = (term) => this.repeatRow(this.moment.bucketRows(key, balance.material, term.bucket), order) >= 0;
      return own.some(came) || (date !== null && date <= this.moment.day);
    }

    /** The run that the last order of a leaf replaces, or null. */
    replacedRun(contest, unit) {
      if (!this.result(contest).leaves.has(unit)) return null;
      return [...this.moment.orders(contest, unit)].pop().target;
    }

    replaced(key, measure, contest) {
      const unit = key.slice(5);
      const run = this.replacedRun(contest, unit);
      const counts = this.result(contest).active.filter(
        (count) => count.run === run && count.leaves.length === 1 && count.leaves[0] === unit);
      const cells = counts.map((count) => (count.problem === null ? count.cells : [])
        .find((cell) => cell.measure === measure && cell.selection === null));
      const lacking = cells.length === 0 || cells.includes(undefined);
      const told = cells.filter((cell) => cell !== undefined).map((cell) => cell.value);
      return sum(lacking ? [...told, unknown('unknown')] : told);
    }

    measured(key, { measure, of }, contest) {
      if (of === 'replaced') return this.replaced(key, measure, contest);
      const result = this.result(contest);
      const part = this.part(result, key);
      const wanted = (cell) => cell.measure === measure && (of === 'selections') === (cell.selection !== null);
      const cells = [...part.cells.values()].filter(wanted).map((cell) => cell.value);
      const lacking = [...part.states.values()].includes('missing');
      if (cells.length === 0) return unknown('unknown');
      return sum(lacking ? [...cells, unknown('unknown')] : cells);
    }

    part(result, key) {
      return this.moment.once(`part ${result.contest} ${key}`, () => result.part(result.leavesBelow([key.slice(5)])));
    }

    side(terms, key, balance, contest) {
      const { kind } = balance.subjects;
      return sum(terms.map((term) => {
        const told = term.measure !== null
          ? this.measured(key, term, contest)
          : sum(this.places(term, key, kind).map((at) => this.bucket(at, term, balance.material)));
        return times(told, term.factor);
      }));
    }

    /** The contests for which a balance is evaluated at a subject; `[null]` where no term has a measure. */
    contests(terms, key) {
      if (!terms.some((term) => term.measure !== null)) return [null];
      const unit = key.slice(5);
      const repeats = terms.some((term) => term.of === 'replaced');
      return this.tables.ids('contest').filter((contest) =>
        this.result(contest).leavesBelow([unit]).length > 0 && (!repeats || this.replacedRun(contest, unit) !== null));
    }

    isTold(terms, key, balance, contest) {
      return terms.some((term) => {
        if (term.measure !== null) return this.part(this.result(contest), key).whole.length > 0;
        return this.places(term, key, balance.subjects.kind).some((at) =>
          this.moment.bucketRows(at, balance.material, term.bucket).length > 0);
      });
    }

    isMeant(balance, subject) {
      const { kind, types } = balance.subjects;
      return subject.kind === kind && (types.length === 0 || types.includes(subject.type));
    }

    balanceChecks(subject) {
      return this.balances.filter((one) => this.isMeant(one, subject)).flatMap((balance) => {
        const terms = [...balance.left, ...balance.right];
        if (!this.isStruck(terms, subject.key, balance)) return [];
        return this.contests(terms, subject.key)
          .filter((contest) => this.isTold(terms, subject.key, balance, contest))
          .map((contest) => this.balanceCheck(balance, subject.key, contest));
      });
    }

    balanceCheck(balance, key, contest) {
      const left = this.side(balance.left, key, balance, contest);
      const right = this.side(balance.right, key, balance, contest);
      const outcome = balance.relation === 'equals' ? same(left, right) : atMost(left, right);
      return line({ check: 'balance', contest, left, material: balance.material, outcome, right, rule: balance.id });
    }

    /** The account of a subject key, or null if it has no bucket and no check. */
    account(key, position) {
      const { moment } = this;
      const subject = this.tables.subject(key);
      const checks = [...heldChecks(moment, key), ...(subject === null ? [] : this.balanceChecks(subject))];
      const buckets = moment.buckets(key).map(([material, bucket]) => {
        const { low, high, why } = moment.amount(key, material, bucket);
        return { bucket, ...bounds({ low, high }), material, why };
      });
      if (checks.length === 0 && buckets.length === 0) return null;
      return { account: key, buckets, checks: checks.sort(byPlace).map(shown), day: moment.day, position };
    }

    /** The keys of all subjects that may have an account, sorted. */
    keys() {
      const kinds = KINDS.filter((kind) => this.balances.some((one) => one.subjects.kind === kind));
      const subjects = kinds.flatMap((kind) => this.tables.find('subject.kind', kind).map((row) => row.key));
      const rows = [...this.moment.all('number'), ...this.moment.all('seal')];
      const told = rows.map((row) => (row.verb === 'seal' ? row.data.on : row.target)).filter((key) => !key.startsWith('numbers:'));
      return Eal.sorted([...subjects, ...this.tables.keys('amount'), ...told]);
    }
  }

  const byPlace = Eal.orderBy(
    (one) => one.check, (one) => one.rule, (one) => one.material, (one) => one.bucket, (one) => one.contest, (one) => one.since);

  function shown(check) {
    return { ...check, left: bounds(check.left), right: bounds(check.right) };
  }

  /** The accounts of a moment, sorted by subject key; `position` is the size of the log. */
  Eal.accounts = function accounts(moment, position) {
    const books = new Books(moment);
    return books.keys().map((key) => books.account(key, position)).filter((account) => account !== null);
  };
})(Eal);
