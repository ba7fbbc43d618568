// Forms, what stands at a place, counts. Source: docs/spec sections 12.2 to 12.4.
(function (Eal) {
  const OUT = ['forged', 'found_forged', 'rejected', 'superseded', 'withdrawn'];
  const RELATIONS = ['corrects', 'recounts', 'supersedes'];
  const DECLARE = ['declaration', 'preliminary', 'projection', 'telephone', 'turnout'];
  const NO_VOTE = ['count_centre', 'depot', 'office', 'store', 'warehouse'];

  const cellKey = ({ measure, selection }) => `${measure} ${selection === null ? '' : selection}`;
  const byCell = Eal.orderBy((one) => one.measure, (one) => one.selection);

  function orderLists(a, b) {
    for (let n = 0; n < Math.min(a.length, b.length); n += 1) {
      const found = Eal.order(a[n], b[n]);
      if (found !== 0) return found;
    }
    return a.length - b.length;
  }

  /** One form: its statements, status, claims, cells and problem. */
  class Form {
    constructor(id, rows, moment) {
      this.id = id;
      this.rows = rows;
      this.statements = rows.filter((row) => row.part === null);
      const standing = this.latest(moment);
      const before = standing === null ? [] : this.statements.filter((row) => row.since <= standing.since);
      this.isOut = standing === null || OUT.includes(standing.value);
      const accepted = !this.isOut && standing.value === 'accepted' && before.length > 0;
      this.accepted = accepted;
      this.status = this.isOut ? (standing === null ? 'withdrawn' : standing.value) : accepted ? 'accepted' : 'claimed';
      this.claims = accepted ? [before[before.length - 1]] : this.statements;
      this.cells = new Map();
      this.incomplete = !this.readCells();
      const conflict = new Set(this.claims.map(claimed)).size > 1;
      this.problem = conflict ? 'forms_conflict' : this.incomplete ? 'form_incomplete' : null;
    }

    latest(moment) {
      const rows = moment.tables.statuses(`form:${this.id}`, 'form').filter(
        (row) => row.day <= moment.day && !moment.lifted(Eal.actOf(row.event), row.event, row.since));
      return [...rows].sort(Eal.byDay).pop() || null;
    }

    readCells() {
      const claim = this.claims[this.claims.length - 1];
      const parts = (claim.parts || []).map((reference) => this.rows.filter((row) =>
        row.part !== null && row.run === claim.run && row.unit === claim.unit &&
        (row.event === reference || Eal.actOf(row.event) === reference)));
      const figures = [claim, ...parts.flat()].flatMap((row) => row.figures);
      for (const one of figures) {
        const known = this.cells.has(cellKey(one));
        if (!known) this.cells.set(cellKey(one), { ...one, value: Eal.intervals.ofQuantity(one.value) });
        else this.doubled = true;
      }
      return !this.doubled && parts.every((rows) => rows.length > 0);
    }
  }

  function claimed(row) {
    const { contest, covers, figures, form, level, part, parts, run, unit } = row;
    return Eal.encodeText({ contest, covers, figures, form, level, part, parts, run, unit });
  }

  /** The forms of a contest and how they are linked. */
  class Forms {
    constructor(moment, contest) {
      this.moment = moment;
      const rows = moment.tables.find('figure.contest', contest).filter((row) => row.day <= moment.day);
      const byId = new Map();
      for (const row of rows) byId.set(row.form, [...(byId.get(row.form) || []), row]);
      const stated = [...byId].filter(([, own]) => own.some((row) => row.part === null));
      this.all = stated.map(([id, own]) => new Form(id, own, moment)).sort(Eal.orderBy((form) => form.id));
      this.links = new Map();
    }

    /** The forms that a form is linked to: `[relation, form]`, in order. */
    linked(form) {
      if (!this.links.has(form.id)) this.links.set(form.id, this.readLinks(form));
      return this.links.get(form.id);
    }

    readLinks(form) {
      const events = new Set(form.statements.map((row) => row.event));
      const effects = [...events].flatMap((event) => this.moment.tables.find('effect.event', event))
        .filter((effect) => effect.verb === 'link' && RELATIONS.includes(effect.what) && this.moment.inForce(effect))
        .sort(Eal.inOrder);
      return effects.flatMap((effect) => this.all
        .filter((other) => other !== form && other.statements.some((row) =>
          row.event === effect.target || Eal.actOf(row.event) === effect.target))
        .map((other) => [effect.what, other]));
    }

    /** The forms reached from one through forms of a set, breadth first, itself the first. */
    reached(from, among, relations) {
      const found = [from];
      for (let n = 0; n < found.length; n += 1) {
        for (const [relation, to] of this.linked(found[n])) {
          if (relations.includes(relation) && among.includes(to) && !found.includes(to)) found.push(to);
        }
      }
      return found;
    }

    /** What stands at a place that forms claim: `{problem, chain, cells}`. */
    standing(forms) {
      const { problem, chain } = this.chainOf(forms.filter((form) => !form.isOut));
      const first = problem || (chain.find((form) => form.problem !== null) || { problem: null }).problem;
      if (first !== null) return { problem: first, chain, cells: [] };
      const cells = new Map();
      for (const form of chain) {
        for (const [key, cell] of form.cells) if (!cells.has(key)) cells.set(key, { ...cell, form: form.id });
      }
      return { problem: null, chain, cells: [...cells.values()].sort(byCell) };
    }

    chainOf(alive) {
      if (alive.length === 0) return { problem: 'forms_rejected', chain: [] };
      const accepted = alive.filter((form) => form.accepted);
      if (accepted.length === 0) {
        return alive.length === 1 ? { problem: null, chain: alive } : { problem: 'forms_conflict', chain: [] };
      }
      const named = new Set(accepted.flatMap((form) => this.linked(form).map(([, to]) => to)));
      const heads = accepted.filter((form) => !named.has(form));
      if (heads.length !== 1) return { problem: 'forms_conflict', chain: [] };
      const all = this.reached(heads[0], alive, RELATIONS);
      if (!accepted.every((form) => all.includes(form))) return { problem: 'forms_conflict', chain: [] };
      return { problem: null, chain: this.reached(heads[0], alive, ['corrects', 'recounts']) };
    }
  }

  /** The leaves of a contest with their runs: Map unit → runs, by unit. */
  function leavesOf(moment, contest) {
    const { tables } = moment;
    const holds = (unit) => !NO_VOTE.includes(tables.subject(`unit:${unit}`).type);
    const inner = new Set(tables.ids('unit').filter(holds).flatMap((unit) => tables.path(unit).slice(1)));
    const leaves = tables.ids('unit').filter((unit) => holds(unit) && !inner.has(unit));
    const found = leaves.map((unit) => [unit, moment.runs(contest, unit)]);
    return new Map(found.filter(([, runs]) => runs.length > 0));
  }

  function boxesOf(claim, contest) {
    return (claim.covers || []).filter((box) => box.contests.includes(contest));
  }

  function feeding(claim, contest, leaves, tables) {
    const boxes = boxesOf(claim, contest);
    const roots = new Set(boxes.length > 0 ? boxes.flatMap((box) => tables.unitsOf(box)) : [claim.unit]);
    return [...leaves.keys()].filter((leaf) => tables.path(leaf).some((at) => roots.has(at)));
  }

  function channelsOf(claim, contest) {
    const boxes = boxesOf(claim, contest);
    const channels = Eal.sorted(boxes.flatMap((box) => box.channels));
    return boxes.length === 0 || channels.includes('all') ? ['all'] : channels;
  }

  const byPlace = (a, b) =>
    Eal.order(a.unit, b.unit) || Eal.order(a.run, b.run) || orderLists(a.channels, b.channels) || orderLists(a.leaves, b.leaves);

  /** The counts and the declarations that forms claim, each sorted. */
  function placesOf(forms, contest, leaves, tables) {
    const [counts, declarations] = [new Map(), new Map()];
    for (const form of forms) {
      for (const claim of form.claims) {
        const declares = DECLARE.includes(claim.level);
        const channels = declares ? [claim.level] : channelsOf(claim, contest);
        const fed = feeding(claim, contest, leaves, tables);
        const key = Eal.encodeText([claim.unit, claim.run, channels, fed]);
        const into = declares ? declarations : counts;
        if (!into.has(key)) into.set(key, { unit: claim.unit, run: claim.run, channels, leaves: fed, forms: [] });
        const place = into.get(key);
        if (!place.forms.includes(form)) place.forms.push(form);
      }
    }
    return [counts, declarations].map((places) => [...places.values()].sort(byPlace));
  }

  function overlap(a, b) {
    if (a.run !== b.run) return false;
    const all = a.channels.includes('all') || b.channels.includes('all');
    if (!all && !a.channels.some((channel) => b.channels.includes(channel))) return false;
    return a.leaves.some((leaf) => b.leafSet.has(leaf));
  }

  const allOut = (count) => count.forms.every((form) => form.isOut);

  function isAbove(count, other, contest, tables) {
    if (count === other || !overlap(count, other)) return false;
    const fewer = other.leaves.length < count.leaves.length;
    const same = other.leaves.length === count.leaves.length;
    if (!other.leaves.every((leaf) => count.leafSet.has(leaf)) || !(fewer || same)) return false;
    if (same && !tables.path(other.unit).slice(1).includes(count.unit)) return false;
    if (!allOut(other)) return true;
    const alive = count.forms.filter((form) => !form.isOut);
    const itself = alive.length > 0 && alive.every((form) => form.claims.every((claim) => boxesOf(claim, contest).length > 0));
    return !itself;
  }

  /** Sorts counts into `above` and `active`, and finds those that overlap. */
  function arrange(counts, contest, tables) {
    for (const count of counts) count.leafSet = new Set(count.leaves);
    const above = counts.filter((count) => counts.some((other) => isAbove(count, other, contest, tables)));
    const rest = counts.filter((count) => !above.includes(count) && count.leaves.length > 0);
    const told = rest.filter((count) => !allOut(count));
    const active = rest.filter((count) => !allOut(count) || !told.some((other) => overlap(count, other)));
    for (const count of active) {
      count.overlaps = active.some((other) => other !== count && overlap(count, other));
    }
    return { above, active };
  }

  Eal.counting = { Forms, leavesOf, placesOf, arrange, cellKey, byCell };
})(Eal);
