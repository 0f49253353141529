// Opens a SQLite database in memory with sql.js, which has no native code. A server uses `new DatabaseSync(path)` of `node:sqlite`, or
// `new Database(path)` of `better-sqlite3`, whose databases already have this interface.
import initSqlJs from 'sql.js';
import type { SqlDatabase } from './sqlite-store.js';

export async function openSqlite(): Promise<SqlDatabase> {
  const { Database } = await initSqlJs();
  const database = new Database();
  return {
    exec: (sql) => database.exec(sql),
    prepare: (sql) => ({
      all: (...values) => {
        const statement = database.prepare(sql, values);
        const rows: unknown[] = [];
        while (statement.step()) rows.push(statement.getAsObject());
        statement.free();
        return rows;
      },
      run: (...values: readonly unknown[]) => {
        // sql.js accepts undefined; the other two reject it.
        if (values.includes(undefined)) throw new TypeError('SQLite cannot store undefined');
        database.run(sql, values as (number | string)[]);
      },
    }),
  };
}
