// Which rules apply, the outcome test, blockers, and what a failed rule does. Source: docs/spec section 7.
(function (Eal) {
  const { ofQuantity, sum } = Eal.intervals;

  function valueOf(event, argument) {
    if (argument === undefined) return null;
    return String(argument).startsWith('$') ? event.fields[argument.slice(1)] : argument;
  }

  function applies({ applies_to }, act, event, declaration) {
    const { bodies, effects, events, objects, what } = applies_to;
    if (bodies.length > 0 && !bodies.includes(act.body)) return false;
    if (events.length > 0 && !events.includes(event.type)) return false;
    if (effects.length + objects.length + what.length === 0) return true;
    return declaration.effects.some(
      (effect) =>
        Eal.effectAdmitted(effects, effect.do) &&
        Eal.effectAdmitted(what, valueOf(event, effect.what)) &&
        Eal.effectAdmitted(objects, valueOf(event, effect.object)));
  }

  const BUCKETS = {
    ballots_destroyed: ['ballots', 'destroyed'], ballots_missing: ['ballots', 'unaccounted'],
    ballots_not_counted: ['ballots', 'cast_not_counted'], registered: ['voters', 'registered'],
  };

  function unitsAndBelow(tested) {
    return Eal.sorted(tested.units.flatMap((unit) => [unit, ...tested.tables.below(unit)]));
  }

  function amountOf(tested, [material, bucket]) {
    const found = unitsAndBelow(tested)
      .map((unit) => tested.moment.amount(`unit:${unit}`, material, bucket))
      .filter((amount) => amount !== null);
    return found.length > 0 ? sum(found) : null;
  }

  function contestOf(tested) {
    const contests = Eal.sorted(tested.places.map(([contest]) => contest));
    return contests.length === 1 ? contests[0] : null;
  }

  function fromForms(tested, name) {
    const contest = contestOf(tested);
    if (contest === null) return null;
    const result = new Eal.Result(tested.moment, contest);
    if (name !== 'lead') return result.cellBelow(tested.units, name);
    const margin = result.marginOfAll();
    return margin && { low: margin.low === null ? -1n : margin.low, high: margin.high, why: null };
  }

  /** The quantity that a rule names, as an interval; null: nothing is known. */
  function quantity(tested, named) {
    if (named === null) return null;
    if (named.kind === 'field') {
      const value = tested.event.fields[named.name];
      const told = value !== null && typeof value === 'object' && Eal.shapes.isQuantity(value);
      return told ? ofQuantity(value) : null;
    }
    return BUCKETS[named.name] ? amountOf(tested, BUCKETS[named.name]) : fromForms(tested, named.name);
  }

  function outcomeTest(tested, parameters) {
    if (parameters.formula === 'per_se') return true;
    if (parameters.formula === 'may_have_influenced') {
      return tested.act.decision !== null && tested.act.decision.reasons !== null ? true : false;
    }
    const [a, m] = [quantity(tested, parameters.affected), quantity(tested, parameters.margin)];
    if (a === null || m === null) return null;
    const [n, d] = [BigInt(parameters.numerator), BigInt(parameters.denominator)];
    const exceeds = parameters.formula === 'affected_exceeds_margin';
    if (m.high !== null && (exceeds ? a.low * d > m.high * n : a.low * d >= m.high * n)) return true;
    if (a.high !== null && (exceeds ? a.high * d <= m.low * n : a.high * d < m.low * n)) return false;
    return null;
  }

  function lowest(tested) {
    const found = new Map();
    for (const [contest, unit] of tested.places) {
      const leaves = [unit, ...tested.tables.below(unit)].filter(
        (one) => tested.tables.children(one).length === 0);
      for (const leaf of leaves) found.set(`${contest} ${leaf}`, [contest, leaf]);
    }
    return [...found.values()];
  }

  function notCounted(moment, contest, unit) {
    const runs = moment.runs(contest, unit);
    if (runs.length === 0) return false;
    const run = runs[runs.length - 1];
    const standing = moment.standing(contest, unit, run);
    if (standing === 'excluded') return false;
    return standing !== 'stands' || moment.counting(contest, unit, run) !== 'counted';
  }

  const BLOCKED = {
    open_items(tested) {
      const runs = tested.runsNamed().map((run) => `run:${run}`);
      const contests = tested.places.map(([contest]) => `contest:${contest}`);
      const named = new Set([...tested.units.map((unit) => `unit:${unit}`), ...contests, ...runs]);
      return tested.moment.dueItems().some((item) => named.has(item.about));
    },
    undated_run(tested) {
      return lowest(tested).some(([contest, unit]) =>
        tested.moment.runs(contest, unit).some((run) => tested.moment.date(run, unit) === null));
    },
    run_not_counted(tested) {
      return lowest(tested).some(([contest, unit]) => notCounted(tested.moment, contest, unit));
    },
    contested(tested) {
      return tested.moment.contested().length > 0;
    },
  };

  function blockers(tested, parameters) {
    const kinds = parameters.blockers;
    if (kinds.some((kind) => BLOCKED[kind](tested))) return false;
    const looked = tested.places.length > 0 || tested.runs.length > 0;
    return looked && tested.further.length === 0 ? true : null;
  }

  Object.assign(Eal.ruleTests, { outcome_test: outcomeTest, blockers });

  function concluded(tested, { test, parameters }, answer) {
    const numbers = ['affected_exceeds_margin', 'affected_reaches_margin'];
    if (test !== 'outcome_test' || parameters.conclusion === null) return false;
    if (!numbers.includes(parameters.formula)) return false;
    const claim = tested.event.fields[parameters.conclusion];
    return (answer === true && claim === 'does_not_affect') || (answer === false && claim === 'affects');
  }

  /** The least number of signing persons that a rule asks for, or null. */
  function signedNeed(rule, tested) {
    const { parameters, test } = rule;
    if (parameters.counted !== 'signed') return null;
    if (test === 'quorum') return parameters.persons_min;
    const base = Eal.rosterCount(tested);
    if (base === 0) return null;
    const share = BigInt(parameters.numerator) * BigInt(base);
    const by = BigInt(parameters.denominator);
    return Number(parameters.strict ? share / by + 1n : (share + by - 1n) / by);
  }

  /**
   * What the rules say of an event: `{marks: [[code, rule]], refused, isVoid, needs}`; `needs` are
   * the numbers of signing persons that rules asked for.
   */
  function assess(tested, kind) {
    const found = { marks: [], refused: false, isVoid: false, needs: [] };
    const rules = tested.law
      .lawful('rule', tested.act.day)
      .filter((rule) => applies(rule, tested.act, tested.event, tested.declaration));
    if (kind === 'ruling' && rules.length === 0) found.marks.push(['not_assessed', null]);
    for (const rule of rules) evaluate(rule, tested, found);
    return found;
  }

  function evaluate(rule, tested, found) {
    if (rule.outcome === 'not_assessed') {
      found.marks.push(['not_assessed', rule.id]);
      return;
    }
    const need = signedNeed(rule, tested);
    if (need !== null) found.needs.push(need);
    const answer = Eal.ruleTests[rule.test](tested, rule.parameters, rule);
    if (concluded(tested, rule, answer)) found.marks.push(['conclusion_differs', rule.id]);
    if (answer === null) found.marks.push(['rule_indeterminate', rule.id]);
    if (answer !== false) return;
    if (rule.outcome === 'refuse') found.refused = true;
    else found.marks.push(['rule_not_met', rule.id]);
    found.isVoid = found.isVoid || rule.outcome === 'void';
  }

  Object.assign(Eal, { assessEvent: assess });
})(Eal);
