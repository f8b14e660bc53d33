// The order of a package's folders as a Mermaid flowchart.
import { alg } from '@dagrejs/graphlib';

/**
 * Shows the folders and the files of `src` that folders need; `main` and what else needs all others would say nothing.
 * Of what a room needs only that is drawn which it doesn't need by way of something else.
 *
 * @param {import('@dagrejs/graphlib').Graph} graph of rooms
 */
export function picture(graph) {
  const folders = graph.nodes().filter((room) => graph.node(room) === 'folder');
  const drawn = new Set(alg.preorder(graph, folders).sort());
  const lines = [...drawn].flatMap((room) => arrows(graph, drawn, room)).map((line) => `  ${line}`);
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

function arrows(graph, drawn, room) {
  const reaches = (from, to) => alg.preorder(graph, from).includes(to);
  const needed = graph.successors(room).sort();
  // While there is a circle its arrows stay.
  const apart = needed.filter((other) => !reaches(other, room));
  const direct = needed.filter(
    (other) => !apart.some((between) => between !== other && reaches(between, other)),
  );
  if (direct.length > 0) return [`${node(room)} --> ${direct.map(node).join(' & ')}`];
  return graph.predecessors(room).some((other) => drawn.has(other)) ? [] : [node(room)];
}

/** A name of other letters, or one that Mermaid keeps for itself, is a label. */
const node = (room) => (/^(?!end$)[a-z]+$/.test(room) ? room : `${room.replace(/\W/g, '_')}_["${room}"]`);
