// State: the rows of section 8.3, found by what is asked of them. Rows are only ever added; an entry
// that turns out to be inadmissible is taken back whole. Source: docs/spec section 8.
(function (Eal) {
  const NOTHING = [];

  /** Rows of state, with the ways to find them. */
  class Tables {
    constructor() {
      this.indices = new Map();
      this.journal = [];
      this.acts = new Map(); // act id → row
    }

    /** The rows under a key of an index, in order of (since, ordinal). */
    find(index, key) {
      const found = this.indices.get(index);
      return (found && found.get(key)) || NOTHING;
    }

    /** The keys of an index. */
    keys(index) {
      const found = this.indices.get(index);
      return found ? [...found.keys()].filter((key) => found.get(key).length > 0) : [];
    }

    /** The only or first row under a key, or null. */
    first(index, key) {
      return this.find(index, key)[0] || null;
    }

    push(index, key, row) {
      if (!this.indices.has(index)) this.indices.set(index, new Map());
      const keys = this.indices.get(index);
      if (!keys.has(key)) keys.set(key, []);
      keys.get(key).push(row);
      this.journal.push(keys.get(key));
    }

    /** Adds rows; each has `table`, `since`, `ordinal` and its columns. */
    add(rows) {
      for (const row of rows) INDEXED[row.table](this, row);
    }

    /** What was added since stays. */
    keep() {
      this.journal = [];
    }

    /** What was added since `keep` is taken back. */
    undo() {
      while (this.journal.length > 0) this.journal.pop().pop();
    }

    /** The act row of an act, or null. */
    act(id) {
      return this.first('act', id);
    }

    /** Whether a subject was created; a form exists when it has stated figures. */
    exists(key) {
      if (this.find('subject', key).length > 0) return true;
      return key.startsWith('form:') && this.find('figure.form', key.slice(5)).length > 0;
    }

    /** The row of a subject, or null. */
    subject(key) {
      return this.first('subject', key);
    }

    /** Ids of subjects of a kind, by id. */
    ids(kind) {
      return this.find('subject.kind', kind).map((row) => row.key.slice(kind.length + 1)).sort(Eal.order);
    }

    /** The unit above, or null. */
    parent(unit) {
      const row = this.subject(`unit:${unit}`);
      return row && row.parent ? row.parent.slice(5) : null;
    }

    /** The unit and those above it, from it to the root. */
    path(unit) {
      const path = [];
      for (let at = unit; at !== null; at = this.parent(at)) path.push(at);
      return path;
    }

    /** The units next below a unit. */
    children(unit) {
      return this.find('subject.parent', `unit:${unit}`)
        .filter((row) => row.kind === 'unit')
        .map((row) => row.key.slice(5));
    }

    /** All units below a unit, at any depth. */
    below(unit) {
      const found = [];
      const open = [...this.children(unit)];
      while (open.length > 0) {
        const next = open.pop();
        found.push(next);
        open.push(...this.children(next));
      }
      return found;
    }

    /** The units of a list. */
    members(list) {
      return this.find('member', list).map((row) => row.unit);
    }

    /** The units of a box: those named, then the members of its lists. */
    unitsOf(box) {
      return [...box.units, ...box.lists.flatMap((list) => this.members(list))];
    }

    /** Status rows of a field of a subject. */
    statuses(subject, field) {
      return this.find('status', `${subject} ${field}`);
    }

    /** The event ids or acts that a target, `ACT` or `ACT#N`, stands for: its effect rows. */
    effectsOf(reference) {
      return this.find(reference.includes('#') ? 'effect.event' : 'effect.act', reference);
    }
  }

  function placed(tables, row) {
    const [kind, rest] = [row.subject.split(':')[0], row.subject.slice(row.subject.indexOf(':') + 1)];
    if (kind !== 'poll' && kind !== 'count') return;
    const [contest, unit, run] = rest.split('/');
    tables.push('status.placed', `${contest} ${run} ${row.field}`, { unit, day: row.day });
  }

  const INDEXED = {
    act(tables, row) {
      tables.push('act', row.act, row);
      tables.push('act.index', row.since, row);
    },
    law() {},
    seal() {},
    subject(tables, row) {
      tables.push('subject', row.key, row);
      tables.push('subject.kind', row.kind, row);
      if (row.parent !== null) tables.push('subject.parent', row.parent, row);
    },
    member(tables, row) {
      tables.push('member', row.list, row);
    },
    status(tables, row) {
      tables.push('status', `${row.subject} ${row.field}`, row);
      placed(tables, row);
    },
    amount(tables, row) {
      tables.push('amount', row.holder, row);
      tables.push('amount.bucket', `${row.holder} ${row.material} ${row.bucket}`, row);
    },
    figure(tables, row) {
      tables.push('figure.form', row.form, row);
      tables.push('figure.contest', row.contest, row);
    },
    effect(tables, row) {
      tables.push('effect', row.verb, row);
      tables.push('effect.event', row.event, row);
      tables.push('effect.act', row.act, row);
      if (row.target !== null) tables.push('effect.target', `${row.verb} ${row.target}`, row);
    },
    effect_unit(tables, row) {
      tables.push('effect_unit', row.effect, row);
    },
    touch(tables, row) {
      tables.push('touch', row.key, row);
      tables.push('touch.index', row.since, row);
    },
    signing(tables, row) {
      tables.push('signing', row.key, row);
      tables.push('signing.index', row.since, row);
    },
  };

  Eal.Tables = Tables;
})(Eal);
