(function (Eal) {
  const refuse = (found) => {
    throw new Eal.Refusal('policy_malformed', found);
  };
  const MAX = { lines: 1024, log: 64, witness: 64, group: 64 };

  class Policy {
    constructor(isPointNeeded) {
      this.isPointNeeded = isPointNeeded;
      this.witnesses = new Map();
      this.groups = new Map();
      this.logs = [];
      this.keys = { log: new Set(), witness: new Set() };
      this.members = new Set();
      this.quorum = undefined;
    }

    vkey(kind, text) {
      const types = kind === 'log' ? [1, 6] : [4, 6];
      const read = Eal.attempt(() => Eal.parseVkey(text, types, this.isPointNeeded));
      if (read.refusal) refuse(`the key of a ${kind}`);
      const public_ = Eal.hex(read.value.key);
      if (this.keys[kind].has(public_)) refuse('a key twice');
      this.keys[kind].add(public_);
      if (this.keys[kind].size > MAX[kind]) refuse(`more than ${MAX[kind]} of ${kind}`);
      return read.value;
    }

    define(name) {
      if (name === 'none' || this.witnesses.has(name) || this.groups.has(name)) refuse(`the name ${name}`);
      return name;
    }

    line([word, ...rest]) {
      const bounds = { log: [1, 2], witness: [2, 3], group: [3, Infinity], quorum: [1, 1] }[word];
      if (!bounds || rest.length < bounds[0] || rest.length > bounds[1]) refuse(`a line ${word}`);
      this[word === 'quorum' ? 'setQuorum' : `add_${word}`](...rest);
    }

    add_log(text) {
      this.logs.push(this.vkey('log', text));
    }

    add_witness(name, text) {
      this.define(name);
      this.witnesses.set(name, this.vkey('witness', text));
    }

    add_group(name, least, ...members) {
      this.define(name);
      for (const member of members) {
        if (!this.witnesses.has(member) && !this.groups.has(member)) refuse(`the member ${member}`);
        if (this.members.has(member)) refuse(`${member} in two groups`);
        this.members.add(member);
      }
      const words = { all: members.length, any: 1 };
      const count = Object.hasOwn(words, least) ? words[least] : /^[1-9][0-9]{0,3}$/.test(least) ? Number(least) : 0;
      if (count < 1 || count > members.length) refuse(`${least} of ${members.length}`);
      this.groups.set(name, { least: count, members });
      if (this.groups.size > MAX.group) refuse('too many groups');
    }

    setQuorum(name) {
      if (this.quorum !== undefined) refuse('a second quorum');
      if (name !== 'none' && !this.witnesses.has(name) && !this.groups.has(name)) refuse(`the quorum ${name}`);
      this.quorum = name;
    }
  }

  /** Reads a policy (c2sp.org/tlog-policy, docs/spec 11.3): `{witnesses, groups, quorum}`. */
  Eal.parsePolicy = function (bytes, isPointNeeded = true) {
    if (bytes.length > Eal.limits.policy) refuse(`${bytes.length} bytes`);
    if (bytes.some((octet) => octet === 127 || (octet < 32 && octet !== 9 && octet !== 10))) refuse('a control character');
    if (bytes[bytes.length - 1] !== 10) refuse('the last line does not end');
    // One character an octet: keys and words are ASCII, and names only need to be told apart.
    const lines = Array.from(bytes, (octet) => String.fromCharCode(octet)).join('').slice(0, -1).split('\n');
    if (lines.length > MAX.lines) refuse(`${lines.length} lines`);
    const policy = new Policy(isPointNeeded);
    for (const line of lines) {
      const words = line.split(/[ \t]+/).filter(Boolean);
      if (words.length && !words[0].startsWith('#')) policy.line(words);
    }
    if (policy.quorum === undefined) refuse('no quorum');
    return policy;
  };

  /** Whether the witnesses with these keys meet a policy. */
  Eal.meetsPolicy = function (policy, verified) {
    const names = new Set();
    for (const [name, vkey] of policy.witnesses) if (verified.includes(vkey)) names.add(name);
    for (const [name, { least, members }] of policy.groups) {
      if (members.filter((member) => names.has(member)).length >= least) names.add(name);
    }
    return policy.quorum === 'none' || names.has(policy.quorum);
  };
})(Eal);
