// State seals: where rows are placed, the sheets of keys, the fold with seals, V25. Source: docs/spec section 14.
(function (Eal) {
  const SEALED = 'state.sealed';
  const BEHIND_MAX = 10000;
  const { isCount, isHash } = Eal.spelling;

  /** The key on which a subject key is placed. */
  function keyOf(subject) {
    const [kind, rest] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)];
    if (kind === 'poll' || kind === 'count') return `unit:${rest.split('/')[1]}`;
    return kind === 'decision' ? `act:${rest}` : subject;
  }

  const actOf = (reference) => `act:${reference.split('#')[0]}`;

  /** By verb, where else an effect row is placed. */
  const AIMED = {
    lift: ({ target }) => [actOf(target)],
    widen: ({ target }) => [actOf(target)],
    narrow: ({ target }) => [actOf(target)],
    due: ({ target }) => [keyOf(target.slice(target.indexOf('/') + 1))],
    done: ({ target }) => [keyOf(target.slice(target.indexOf('/') + 1))],
    title: ({ target }) => [keyOf(target)],
    allocate: ({ target }) => [keyOf(target)],
  };

  function effectKeys(row, rows) {
    if (row.verb === 'link') return [];
    const units = rows.filter((one) => one.table === 'effect_unit' && one.effect === row.id).map((one) => `unit:${one.unit}`);
    const run = row.run !== null && units.length === 0 ? [`run:${row.run}`] : [];
    const aimed = Object.hasOwn(AIMED, row.verb) && row.target !== null ? AIMED[row.verb](row) : [];
    return [`act:${row.act}`, ...units, ...run, ...aimed];
  }

  const PLACED = {
    law: ({ doc, id, kind }) => {
      const isSuspect = kind === 'key' && doc !== null && doc.suspect_from !== null;
      return isSuspect ? [`law:${kind}/${id}`, 'law:suspect'] : [`law:${kind}/${id}`];
    },
    subject: ({ key, parent }) => [keyOf(key), ...(parent === null ? [] : [keyOf(parent)])],
    member: ({ list }) => [`unit_list:${list}`],
    status: ({ subject }) => [keyOf(subject)],
    amount: ({ holder }) => [keyOf(holder)],
    figure: ({ form }) => [`form:${form}`],
    effect: effectKeys,
    effect_unit: ({ unit }) => [`unit:${unit}`],
  };

  const UNSHEETED = ['act', 'contest', 'decision', 'election', 'run'];

  /** The keys of an entry's rows, each with its rows in order: the act row first (docs/spec 14.1). */
  function placed(rows) {
    const keys = new Map();
    const put = (key, row) => {
      if (!keys.has(key)) keys.set(key, new Set());
      keys.get(key).add(row);
    };
    for (const row of rows) {
      if (Object.hasOwn(PLACED, row.table)) for (const key of PLACED[row.table](row, rows)) put(key, row);
      if (row.table === 'touch' && !UNSHEETED.includes(row.key.split(':')[0])) put(keyOf(row.key), rows[0]);
    }
    for (const own of keys.values()) own.add(rows[0]);
    return keys;
  }

  /** The sheets of all keys, at every position so far. */
  class Sheets {
    constructor() {
      this.chains = new Map(); // key → [{since, chain}]
    }

    add(since, leaf, rows) {
      for (const [key, own] of rows.length ? placed(rows) : []) {
        if (!this.chains.has(key)) this.chains.set(key, []);
        const acts = this.chains.get(key);
        const before = acts.length ? acts[acts.length - 1].chain : new Uint8Array(32);
        const lines = [...own].sort((a, b) => a.ordinal - b.ordinal).map((row) => `${Eal.encodeText(row)}\n`);
        acts.push({ since, chain: Eal.sha256(Eal.concat(before, leaf, Eal.utf8(lines.join('')))) });
      }
    }

    /** `{root, sheets}` of the state at a position. */
    at(position) {
      const tree = new Eal.Tree();
      for (const key of [...this.chains.keys()].sort(Eal.compare)) {
        const acts = this.chains.get(key).filter((act) => act.since < position);
        if (!acts.length) continue;
        const sheet = { acts: acts.length, chain: Eal.hex(acts[acts.length - 1].chain), key };
        tree.add(Eal.leafHash(Eal.encode(sheet)));
      }
      return { root: Eal.hex(tree.root(tree.size)), sheets: tree.size };
    }
  }

  const isSeal = (act) => act.events.length === 1 && act.events[0].type === SEALED;

  function fieldCode({ fields, version }) {
    if (version !== 1) return 'wrong_event_version';
    const names = ['position', 'root', 'sheets'];
    if (names.some((name) => !(name in fields))) return 'missing_field';
    if (Object.keys(fields).length > names.length) return 'unknown_field';
    const isGood = isCount(fields.position) && isHash(fields.root) && isCount(fields.sheets);
    return isGood ? null : 'bad_field';
  }

  /** The fold of section 8, with the sheets that its rows make and the seals that tell of them. */
  Eal.Fold = class SealedFold extends Eal.Fold {
    constructor(...given) {
      super(...given);
      Object.assign(this, { sheets: new Sheets(), sealedAt: 0 });
    }

    add(item, signatures) {
      const found = this.law.ledger !== null && isSeal(item.act) ? this.seal(item, signatures) : super.add(item, signatures);
      this.sheets.add(item.index, Eal.unhex(item.leaf), found.rows);
      return found;
    }

    /** Judges a seal (docs/spec 14.2); what is wrong with what it tells is kept for V25. */
    seal(item, signatures) {
      const problems = this.sealProblems(item, signatures);
      if (!problems.length) item.seal = this.sealCode(item);
      if (problems.length || item.seal.code) return { problems, rows: [], judgement: null };
      const { act, index } = item;
      const { fields } = act.events[0];
      const rows = [
        {
          act: act.act_id, body: act.body, contested_margin: 0, day: act.day, digest: item.actDigest, kind: 'administration',
          number: null, persons: [], table: 'act',
        },
        { ...fields, table: 'seal' },
        ...signatures.map(({ kid }) => ({ counted: false, key: kid, person: null, table: 'signing' })),
      ].map((row, ordinal) => ({ ...row, ordinal, since: index }));
      this.tables.add([rows[0], ...rows.slice(2)]);
      this.tables.keep();
      this.sealedAt = fields.position;
      const latest = Eal.addDays(item.entry.recorded_at.slice(0, 10), 1);
      const marks = act.day > latest ? [{ code: 'dated_ahead', event: 0, rule: null, subject: null }] : [];
      return { problems, rows, judgement: { events: ['effective'], marks } };
    }

    sealProblems({ act }, signatures) {
      const { law, ledger } = this;
      const found = [];
      const need = (holds, check, code) => holds || found.push([check, code]);
      need(act.ledger.origin === ledger.origin && act.ledger.id === ledger.id, 'V03', 'other_ledger');
      need(this.tables.act(act.act_id) === null, 'V13', 'act_id_taken');
      const recorder = Eal.keyId(law.ledger.recorder_key);
      for (const { kid, ok } of signatures) {
        const doc = law.key(kid);
        if (doc === null) need(false, 'V11', 'unknown_key');
        else if (doc.revoked !== null) need(false, 'V11', 'key_revoked');
        else need(ok, 'V10', 'signature_invalid');
        if (doc !== null) need(kid === recorder && signatures.length === 1, 'V11', 'unlisted_signer');
      }
      need(law.ledger.phase !== 'founding', 'V13', 'ledger_not_open');
      need(law.ledger.phase !== 'closed', 'V13', 'ledger_is_closed');
      const code = fieldCode(act.events[0]);
      need(code === null, 'V13', code);
      need(law.bodyOn(act.body, act.day), 'V11', 'unknown_body');
      const authority = law.get('authority', 'ledger');
      need(authority !== null && authority.body === act.body, 'V12', 'not_competent');
      return found;
    }

    sealCode({ act, index }) {
      const { position, root, sheets } = act.events[0].fields;
      const isPlaced = position > this.sealedAt && position <= index && index - position <= BEHIND_MAX;
      if (!isPlaced) return { code: 'seal_position', expected: `${this.sealedAt + 1} to ${index}`, found: String(position) };
      const own = this.sheets.at(position);
      const isSame = own.root === root && own.sheets === sheets;
      return { code: isSame ? null : 'seal_differs', expected: own, found: { root, sheets } };
    }
  };
})(Eal);
