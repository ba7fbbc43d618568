// The thirteen tests of rules. A test gives true (passes), false (fails) or null (cannot be decided).
// Source: docs/spec section 7.
(function (Eal) {
  /** All of several answers: false if one fails, null if one is undecided or there is none. */
  function all(answers) {
    if (answers.includes(false)) return false;
    return answers.length === 0 || answers.includes(null) ? null : true;
  }

  /** What a rule is tested on: an event of an act at a moment, with the persons who were counted. */
  class Tested {
    constructor(act, event, declaration, moment, counted, recordedAt) {
      Object.assign(this, { act, event, declaration, moment, counted, recordedAt });
      this.tables = moment.tables;
      this.law = moment.law;
      const { boxes, runs } = Eal.namedBy(event, declaration);
      Object.assign(this, { boxes, runs });
      this.further = boxes.filter((box) => box.further !== null).map((box) => box.further);
    }

    /** Contest × unit that the event names, each once: `[contest, unit, run or null]`. */
    get places() {
      if (this.found === undefined) this.found = this.readPlaces();
      return this.found;
    }

    readPlaces() {
      const scoped = this.boxes.flatMap((box) =>
        box.contests.flatMap((contest) => this.tables.unitsOf(box).map((unit) => [contest, unit, null])));
      const ordered = this.boxes.length > 0 ? [] : this.runs.flatMap((run) => this.orderedPlaces(run));
      const named = new Map([...scoped, ...ordered].map((place) => [place.join(' '), place]));
      return [...named.values()];
    }

    orderedPlaces(run) {
      const orders = this.moment.all('order_run').filter((order) => order.run === run);
      return orders.flatMap((order) =>
        order.contests.flatMap((contest) =>
          [...this.moment.signs(order, contest)]
            .filter(([, sign]) => sign === '+')
            .map(([unit]) => [contest, unit, run])));
    }

    /** The units named, each once. */
    get units() {
      const units = this.boxes.flatMap((box) => this.tables.unitsOf(box));
      return Eal.sorted(this.boxes.length > 0 ? units : this.places.map(([, unit]) => unit));
    }

    /** The runs by which a place is judged. */
    runsAt([contest, unit, run]) {
      if (run !== null) return [run];
      const named = this.replaced || this.runs;
      if (named.length > 0) return named;
      const runs = this.moment.runs(contest, unit);
      return runs.length > 0 ? [runs[runs.length - 1]] : [];
    }

    /** The runs that an `order_run` of the event replaces, or null. */
    get replaced() {
      const effects = this.declaration.effects.filter((one) => one.do === 'order_run' && one.replaces);
      const runs = effects.map((one) => this.event.fields[one.replaces.slice(1)]).filter((run) => run !== null);
      return runs.length > 0 ? runs : null;
    }

    /** Answers of every contest × unit × run of the event; undecided where members are unknown. */
    everywhere(answer) {
      const answers = this.places.flatMap((place) =>
        this.runsAt(place).map((run) => answer(place[0], place[1], run)));
      return all(this.further.length > 0 ? [...answers, null] : answers);
    }

    /** The counted signers as the act lists them. */
    get signers() {
      return this.act.signers.filter((signer) => this.counted.includes(signer.person));
    }

    /** The acts that links of the event name. */
    get linked() {
      const links = this.declaration.effects.filter((one) => one.do === 'link');
      const named = links.map((one) => this.event.fields[one.to.slice(1)]).filter((to) => to !== null);
      return named.map(Eal.actOf);
    }
  }

  const NOT_OPEN = ['planned', 'ready'];
  const ENDED = ['closed', 'halted', 'aborted', 'not_held'];

  function pastMoment(tested, name, contest, unit, run) {
    const { moment } = tested;
    if (name === 'certification') {
      return moment.all('certify').some((one) => one.run === run && moment.covers(one, contest, unit));
    }
    const polling = moment.polling(contest, unit, run);
    return name === 'opening' ? !NOT_OPEN.includes(polling) : ENDED.includes(polling);
  }

  function windowAt(tested, { not_before, not_after }, contest, unit, run) {
    const date = tested.moment.date(run, unit);
    const { day } = tested.act;
    const side = (name, byDate, contrary) => {
      if (name === null) return [];
      if (name === 'polling_day') return [date === null ? null : byDate(date)];
      return [pastMoment(tested, name, contest, unit, run) !== contrary];
    };
    const answers = [
      ...side(not_before, (date) => date <= day, false),
      ...side(not_after, (date) => date >= day, true),
    ];
    return all(answers);
  }

  function claimed(votes, names) {
    if (votes === null || votes === undefined || names.some((name) => votes[name] === null)) return null;
    return names.reduce((total, name) => total + BigInt(votes[name]), 0n);
  }

  const PRESENT = ['for', 'against', 'abstained'];

  function majority(tested, { base, numerator, denominator, strict, counted }) {
    const votes = tested.act.decision && tested.act.decision.votes;
    const signed = counted === 'signed';
    const given = signed ? BigInt(tested.counted.length) : claimed(votes, ['for']);
    const names = base === 'present' ? PRESENT : [...PRESENT, 'absent'];
    const whole = signed ? BigInt(rosterCount(tested)) : claimed(votes, names);
    if (given === null || whole === null || (signed && whole === 0n)) return null;
    const [left, right] = [given * BigInt(denominator), BigInt(numerator) * whole];
    return strict ? left > right : left >= right;
  }

  function rosterCount(tested) {
    return tested.law.roster(tested.act.body, tested.act.day).length;
  }

  function quorum(tested, { persons_min, counted }) {
    if (counted === 'signed') return tested.counted.length >= persons_min;
    const votes = tested.act.decision && tested.act.decision.votes;
    const present = claimed(votes, PRESENT);
    return present === null ? null : present >= BigInt(persons_min);
  }

  function size(tested, { units_max }) {
    const known = BigInt(tested.units.length);
    const counts = tested.further.map((one) => Eal.intervals.ofQuantity(one.count));
    const { low, high } = Eal.intervals.sum([{ low: known, high: known, why: null }, ...counts]);
    if (low === 0n && tested.further.length === 0) return null;
    if (low > BigInt(units_max)) return false;
    return high !== null && high <= BigInt(units_max) ? true : null;
  }

  function level(tested, { levels }) {
    const units = [...tested.units, ...tested.further.map((one) => one.within)];
    return all(units.map((unit) => levels.includes(tested.tables.subject(`unit:${unit}`).type)));
  }

  function cited(tested, { cites }) {
    const { decision } = tested.act;
    if (decision === null) return false;
    return cites.every(({ instrument, point }) =>
      decision.legal_basis.some((one) => one.instrument === instrument && (point === null || one.point === point)));
  }

  function separateRoles(tested, { offices }) {
    const held = tested.law.offices(tested.act.day);
    return tested.signers.every(({ person }) => {
      const own = held.filter((one) => one.person === person && offices.includes(one.office));
      return new Set(own.map((one) => one.office)).size < 2;
    });
  }

  const MILESTONES = { publication: 'published', service: 'served', finality: 'final' };

  function startDays(tested, start) {
    const { moment, act } = tested;
    if (start === 'order') return tested.runsNamed().map((run) => moment.orderDay(run));
    return tested.linked.map((id) => {
      if (start !== 'decision') return moment.reached(id, MILESTONES[start]);
      const row = tested.tables.act(id);
      return row ? row.day : id === act.act_id ? act.day : null;
    });
  }

  /** The runs of the event, or the latest that cover what it names. */
  Tested.prototype.runsNamed = function runsNamed() {
    if (this.runs.length > 0) return this.runs;
    return Eal.sorted(this.places.flatMap((place) => this.runsAt(place)));
  };

  /** The latest day that the event sets, or null. */
  function daySet(tested) {
    const dates = tested.declaration.effects.filter((one) => one.do === 'date' && one.day !== undefined);
    const days = dates.map((one) => tested.event.fields[one.day.slice(1)]).filter((day) => day !== null);
    return days.length > 0 ? days.sort()[days.length - 1] : null;
  }

  /** Whether a day is before an instant: as a whole, not at all, or in part. */
  function dayBefore(day, instant, { offsets }) {
    if (Eal.endOfDay(day, offsets) <= instant) return true;
    return Eal.endOfDay(Eal.addDays(day, -1), offsets) >= instant ? false : null;
  }

  function hoursMet(tested, at, ruleset) {
    const set = daySet(tested);
    if (set !== null) return dayBefore(set, at, ruleset);
    const { occurred } = tested.event;
    if (occurred !== null && occurred.at !== null) return occurred.at < at;
    return tested.recordedAt < at ? true : dayBefore(tested.act.day, at, ruleset);
  }

  function deadline(tested, { count, start, unit }, rule) {
    const ruleset = tested.law.get('ruleset', rule.ruleset);
    const inTime = (from) => {
      if (from === null) return null;
      const term = tested.law.term(from, count, unit, ruleset);
      return unit === 'hours' ? hoursMet(tested, term.at, ruleset) : (daySet(tested) || tested.act.day) <= term.day;
    };
    if (start !== 'polling_day') return all(startDays(tested, start).map(inTime));
    return tested.everywhere((contest, at, run) => inTime(tested.moment.date(run, at)));
  }

  const TESTS = {
    body: (tested, { bodies }) => bodies.includes(tested.act.body),
    level,
    size,
    window: (tested, parameters) =>
      tested.everywhere((contest, unit, run) => windowAt(tested, parameters, contest, unit, run)),
    majority,
    quorum,
    offices: (tested, { offices }) =>
      offices.every((office) => tested.signers.some((signer) => signer.office === office)),
    citations: cited,
    incompatible_roles: separateRoles,
    deadline,
    in_person: (tested, { offices }) =>
      tested.signers.every(
        (signer) => signer.in_place_of === null || (offices.length > 0 && !offices.includes(signer.office))),
  };

  Object.assign(Eal, { Tested, ruleTests: TESTS, allAnswers: all, rosterCount });
})(Eal);
