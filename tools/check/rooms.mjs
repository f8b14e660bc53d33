// The rooms of a package and which of them need which, by the imports of production code.
import { Graph, alg } from '@dagrejs/graphlib';
import { cruise } from 'dependency-cruiser';
import { createRequire } from 'node:module';
import { CRUISED, isSpec, readText } from './files.mjs';

const { options } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

const IN_PACKAGE = /^((?:libs|services|tools)\/[^/]+(?=\/src\/)|tests|bench)\/(?:src\/)?(.+)$/;
const forTests = (path) => isSpec(path) || path.endsWith('.fixture.ts');

/**
 * A room is a folder of `src` with all that is in it, or a file that lies in `src` itself: each of those counts for
 * itself, so `main` may need every folder, and a folder may need a file that needs none of the folders above it.
 * Imports of types count as those of values do; specifications and what only they use don't.
 *
 * @param {string} root
 * @param {string[]} [folders] where to look, such as `services/queue`
 * @returns {Promise<Map<string, Graph>>} by package; a room's label is `folder` or `file`, that of an edge from a room to
 *   one that it needs the imports: `{ file, line, to }[]`
 */
export async function readRooms(root, folders = CRUISED) {
  const { output } = await cruise(folders, { ...options, baseDir: root });
  const packages = new Map();
  for (const { source, dependencies } of output.modules) {
    const from = placeOf(source);
    if (from === undefined) continue;
    if (!packages.has(from.package)) packages.set(from.package, new Graph());
    const graph = packages.get(from.package);
    graph.setNode(from.room, from.kind);
    for (const { module, resolved } of dependencies) {
      const to = placeOf(resolved);
      if (to?.package !== from.package || to.room === from.room) continue;
      const known = graph.edge(from.room, to.room) ?? [];
      graph.setEdge(from.room, to.room, [
        ...known,
        { file: source, line: lineOf(root, source, module), to: resolved },
      ]);
    }
  }
  return packages;
}

function placeOf(path) {
  const [, name, rest] = IN_PACKAGE.exec(path) ?? [];
  if (name === undefined || forTests(path)) return undefined;
  const [first, ...deeper] = rest.split('/');
  const isFile = deeper.length === 0;
  return {
    package: name,
    room: isFile ? first.replace(/\.\w+$/, '') : first,
    kind: isFile ? 'file' : 'folder',
  };
}

function lineOf(root, file, specifier) {
  const quoted = [`'${specifier}'`, `"${specifier}"`];
  const lines = readText(root, file).split('\n');
  return lines.findIndex((line) => quoted.some((text) => line.includes(text))) + 1;
}

/** @param {Graph} graph @returns {string[][]} from the ground up, each room as low as what it needs lets it */
export function layers(graph) {
  const height = new Map();
  for (const room of alg.topsort(graph).reverse()) {
    height.set(room, 1 + Math.max(-1, ...graph.successors(room).map((other) => height.get(other))));
  }
  const found = [];
  for (const [room, level] of height) (found[level] ??= []).push(room);
  return found.map((rooms) => rooms.sort());
}

/**
 * @param {Graph} graph
 * @returns {string[][]} each two rooms that need each other; of rooms that do so only by way of others the shortest
 *   circle
 */
export function circles(graph) {
  return alg.findCycles(graph).flatMap((component) => {
    const members = component.sort();
    const inside = graph.filterNodes((room) => members.includes(room));
    const pairs = members.flatMap((one) =>
      members
        .filter((other) => one < other && graph.hasEdge(one, other) && graph.hasEdge(other, one))
        .map((other) => [one, other]),
    );
    return pairs.length > 0 ? pairs : [shortest(inside)];
  });
}

function shortest(graph) {
  const found = graph.edges().map(({ v, w }) => wayBetween(graph, w, v));
  return found.reduce((best, way) => (way.length < best.length ? way : best));
}

/** The rooms from one to another; in a component there is always a way. */
function wayBetween(graph, start, end) {
  const paths = alg.dijkstra(graph, start);
  const way = [end];
  while (way[0] !== start) way.unshift(paths[way[0]].predecessor);
  return way;
}
