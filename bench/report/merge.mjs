/** Replaces rows and facts by newer ones of the same name, and appends new names. */
export function merge(before, { rows, facts }) {
  const isSameRow = (one) => (other) => one.section === other.section && one.name === other.name;
  const isSameFact = (line) => (fact) => line.startsWith(`- ${fact.name}: `);
  return {
    rows: [
      ...before.rows.map((row) => rows.find(isSameRow(row)) ?? row),
      ...rows.filter((row) => !before.rows.some(isSameRow(row))),
    ],
    facts: [
      ...before.facts.map((fact) => facts.find(isSameFact(fact.line)) ?? fact),
      ...facts.filter((fact) => !before.facts.some(({ line }) => isSameFact(line)(fact))),
    ],
  };
}
