// three.js' GLTFLoader over a viewer's GLB: prints what can be picked in it, as JSON.
import { readFileSync } from "node:fs";
import { Box3, Matrix4, Vector3 } from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";

globalThis.self = globalThis;
const bytes = readFileSync(process.argv[2]);
const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const gltf = await new GLTFLoader().parseAsync(buffer, "");
const { parser } = gltf;

async function tableOf() {
  const { schema, propertyTables } = parser.json.extensions.EXT_structural_metadata;
  const [table] = propertyTables;
  const names = schema.enums.ifcClass.values.map((value) => value.name);
  const view = (number, Kind) =>
    parser.getDependency("bufferView", number).then((data) => new Kind(data));
  const { globalId, ifcClass } = table.properties;
  const offsets = await view(globalId.stringOffsets, Uint32Array);
  const letters = await view(globalId.values, Uint8Array);
  const classes = await view(ifcClass.values, Uint16Array);
  const decoder = new TextDecoder();
  return Array.from({ length: table.count }, (_, row) => ({
    globalId: decoder.decode(letters.subarray(offsets[row], offsets[row + 1])),
    ifcClass: names[classes[row]],
  }));
}

gltf.scene.updateMatrixWorld(true);
const table = await tableOf();
const boxes = table.map(() => new Box3());
const point = new Vector3();
const placed = new Matrix4();
let calls = 0;
gltf.scene.traverse((object) => {
  if (!object.isMesh) return;
  calls += 1;
  const { attributes, index } = object.geometry;
  const add = (matrix, rowOf) => {
    for (let corner = 0; corner < index.count; corner += 1) {
      const vertex = index.getX(corner);
      point.fromBufferAttribute(attributes.position, vertex).applyMatrix4(matrix);
      boxes[rowOf(vertex)].expandByPoint(point);
    }
  };
  // three.js writes attributes of vertices small, those of instances as they are.
  const ids = attributes._feature_id_0 ?? attributes._FEATURE_ID_0;
  if (object.isInstancedMesh) {
    for (let number = 0; number < object.count; number += 1) {
      object.getMatrixAt(number, placed);
      placed.premultiply(object.matrixWorld);
      add(placed, () => ids.getX(number));
    }
  } else {
    add(object.matrixWorld, (vertex) => ids.getX(vertex));
  }
});
const elements = table.map((row, number) => ({
  ...row,
  low: boxes[number].min.toArray(),
  high: boxes[number].max.toArray(),
}));
console.log(JSON.stringify({ calls, elements }));
