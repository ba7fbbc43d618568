// Views of a moment: status, amounts, dates, standing, runs, headlines. Source: docs/spec sections 8.3, 9.
(function (Eal) {
  const { interval } = Eal.intervals;
  const INITIAL = { polling: 'planned', count: 'not_counted' };

  /** The latest status row of a subject among its own and, for polls and counts, its ancestors'. */
  function latestStatus(tables, subject, field, day) {
    let latest = null;
    for (const key of keysAbove(tables, subject)) {
      for (const row of tables.statuses(key, field)) {
        if (day !== null && row.day > day) continue;
        if (latest === null || Eal.byDay(row, latest) > 0) latest = row;
      }
    }
    return latest;
  }

  function keysAbove(tables, subject) {
    const kind = subject.slice(0, subject.indexOf(':'));
    if (kind !== 'poll' && kind !== 'count') return [subject];
    const [contest, unit, run] = subject.slice(kind.length + 1).split('/');
    return tables.path(unit).map((at) => `${kind}:${contest}/${at}/${run}`);
  }

  /** The value of a status, whatever its day (`day` null) or on a day; without row the initial one. */
  function statusOf(tables, subject, field, day) {
    const row = latestStatus(tables, subject, field, day);
    return row ? row.value : INITIAL[field] || 'none';
  }

  /** The running interval of a bucket after a row. */
  function applied(before, row) {
    const [low, high] = [BigInt(row.low), row.high === null ? null : BigInt(row.high)];
    if (row.how === 'is') return { low, high };
    if (row.how === 'add') {
      return { low: before.low + low, high: before.high === null || high === null ? null : before.high + high };
    }
    const floor = (number) => (number < 0n ? 0n : number);
    return {
      low: high === null ? 0n : floor(before.low - high),
      high: before.high === null ? null : floor(before.high - low),
    };
  }

  const STANDINGS = [
    ['annul', 'annulled'], ['cannot_establish', 'cannot_establish'], ['exclude', 'excluded'],
    ['hold_back', 'held_back'], ['stay', 'stayed'],
  ];
  const STANDING_OBJECTS = new Set(['voting', 'count', 'result', 'call']);

  Object.assign(Eal.Moment.prototype, {
    /** The status of a subject at this moment. */
    status(subject, field) {
      return statusOf(this.tables, subject, field, this.day);
    },

    /** Polling status of (contest, unit, run). */
    polling(contest, unit, run) {
      return this.status(`poll:${contest}/${unit}/${run}`, 'polling');
    },

    /** Count status of (contest, unit, run). */
    counting(contest, unit, run) {
      return this.status(`count:${contest}/${unit}/${run}`, 'count');
    },

    /** The rows of a bucket that count, in order. */
    bucketRows(holder, material, bucket) {
      const rows = this.tables.find('amount.bucket', `${holder} ${material} ${bucket}`);
      return rows.filter((row) => row.day <= this.day);
    },

    /** The amount of a bucket as an interval, or null if no row tells it. */
    amount(holder, material, bucket) {
      const rows = this.bucketRows(holder, material, bucket);
      if (rows.length === 0) return null;
      const total = rows.reduce(applied, interval(0, 0));
      const reasons = rows.map((row) => row.why).filter((why) => why !== null);
      return { ...total, why: reasons.length > 0 ? reasons[reasons.length - 1] : null };
    },

    /** The buckets of a holder of which a row counts: `[material, bucket]`, sorted. */
    buckets(holder) {
      const rows = this.tables.find('amount', holder).filter((row) => row.day <= this.day);
      const named = new Map(rows.map((row) => [`${row.material} ${row.bucket}`, [row.material, row.bucket]]));
      return [...named.values()].sort(Eal.orderBy((one) => one[0], (one) => one[1]));
    },

    /** The latest `date` effect in force of a run, without scope or (unit not null) covering the unit. */
    dateEffect(run, unit) {
      const rows = this.all('date').filter(
        (effect) =>
          effect.run === run &&
          (effect.contests.length === 0 || (unit !== null && this.coversSome(effect, unit))),
      );
      return rows.length > 0 ? rows[rows.length - 1] : null;
    },

    /** The date of a run for a unit, or null. */
    date(run, unit) {
      const effect = this.dateEffect(run, unit);
      return effect ? effect.data.day : null;
    },

    /** The bars in force of a run (null: any) that cover a contest and unit, in order. */
    bars(contest, unit, run) {
      return this.all('bar').filter(
        (effect) => (run === null || effect.run === run) && this.covers(effect, contest, unit));
    },

    /** The standing of (contest, unit, run). */
    standing(contest, unit, run) {
      const bars = this.bars(contest, unit, run).filter((bar) => STANDING_OBJECTS.has(bar.object));
      const found = STANDINGS.find(([what]) => bars.some((bar) => bar.what === what));
      return found ? found[1] : 'stands';
    },

    /** The `order_run` rows in force that cover (contest, unit), each run once, in order. */
    orders(contest, unit) {
      return this.once(`orders ${contest} ${unit}`, () => {
        const seen = new Set();
        return this.all('order_run').filter((effect) => {
          if (seen.has(effect.run) || !this.covers(effect, contest, unit)) return false;
          seen.add(effect.run);
          return true;
        });
      });
    },

    /** The runs of (contest, unit), in order. */
    runs(contest, unit) {
      return this.orders(contest, unit).map((effect) => effect.run);
    },

    /** Whether an order lost its basis. */
    withoutBasis(order) {
      const { basis } = order.data;
      if (basis === null) return false;
      const made = this.tables.effectsOf(basis).filter(
        (effect) => effect.verb !== 'link' && effect.verb !== 'remedy' && effect.event !== order.event && effect.from_day <= this.day);
      return made.length > 0 && !made.some((effect) => this.inForce(effect));
    },

    /** Whether the parts of (contest, unit) with a last run differ. */
    partsDiffer(contest, unit, run) {
      if (this.tables.children(unit).length === 0) return false;
      const below = new Set(this.tables.below(unit));
      const told = this.tables
        .find('status.placed', `${contest} ${run} polling`)
        .filter((row) => row.day <= this.day)
        .map((row) => row.unit);
      const above = new Set(this.tables.path(unit));
      if (!told.some((at) => above.has(at)) && told.some((at) => below.has(at))) return true;
      return [...this.all('bar'), ...this.all('order_run')].some((effect) =>
        [...this.signs(effect, contest)].some(([at, sign]) => sign === '+' && below.has(at)));
    },

    /** The headline of (contest, unit). */
    headline(contest, unit) {
      const runs = this.runs(contest, unit);
      if (runs.length === 0) return { annulled: [], code: 'no_vote_called', count: null, day: null, run: null };
      const run = runs[runs.length - 1];
      const annulled = runs.slice(0, -1).filter((one) => this.standing(contest, unit, one) === 'annulled');
      const [day, count] = [this.date(run, unit), this.counting(contest, unit, run)];
      return { annulled, code: this.headlineCode(contest, unit, runs, day, count), count, day, run };
    },

    headlineCode(contest, unit, runs, day, count) {
      const run = runs[runs.length - 1];
      const certified = this.all('certify').some(
        (effect) => effect.what === 'result' && effect.run === run && this.covers(effect, contest, unit));
      if (certified) return 'certified';
      const standing = this.standing(contest, unit, run);
      if (standing !== 'stands') return standing;
      if (this.partsDiffer(contest, unit, run)) return 'in_parts';
      const polling = this.polling(contest, unit, run);
      const ahead = polling === 'planned' || polling === 'ready';
      if (ahead && runs.length > 1) return day === null ? 'repeat_undated' : 'repeat_dated';
      if (ahead) return day === null ? 'undated' : polling;
      return polling === 'closed' && count !== 'not_counted' ? count : polling;
    },

    /** The acts that are contested, affirmed or not (section 4.1), sorted. */
    contestedActs() {
      return this.once('contested', () => {
        const lost = new Map();
        for (const [key, { doc, since }] of this.law.rows.get('key') || []) {
          if (doc.suspect_from === null) continue;
          for (const row of this.tables.find('signing', key)) {
            if (!row.counted || row.since < doc.suspect_from || row.since >= since) continue;
            lost.set(row.since, (lost.get(row.since) || 0) + 1);
          }
        }
        const rows = [...lost].map(([index, count]) => [this.tables.first('act.index', index), count]);
        return Eal.sorted(rows.filter(([act, count]) => count > act.contested_margin).map(([act]) => act.act));
      });
    },

    /** The contested acts that are neither affirmed nor lifted, sorted. */
    contested() {
      return this.contestedActs().filter((act) => {
        const since = this.tables.act(act).since;
        if (this.law.get('affirmed', act) !== null) return false;
        return !this.aimed('lift', act).some((lift) => lift.since > since && this.inForce(lift));
      });
    },
  });

  Object.assign(Eal, { statusOf, applied });
})(Eal);
