// Runs SQL in DuckDB on one thread and says how long each part took.
//
//     node duckdb.mjs LOAD.sql QUERY.sql
//
// Prints one JSON object: `load` and `query` in seconds, and the query's `rows` as texts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.cwd() + "/");
const { DuckDBInstance } = await import(pathToFileURL(require.resolve("@duckdb/node-api")));
const [load, query] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();

const clock = () => Number(process.hrtime.bigint()) / 1e9;
const begin = clock();
await connection.run(load);
const loaded = clock();
const reader = await connection.runAndReadAll(query);
const rows = reader.getRows();
const done = clock();
console.log(JSON.stringify({ load: loaded - begin, query: done - loaded, rows: rows.map((row) => row.map(String)) }));
