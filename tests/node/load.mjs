// three.js' GLTFLoader over a GLB file: prints what a viewer would see of it, as JSON.
import { readFileSync } from "node:fs";
import { Box3 } from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";

globalThis.self = globalThis;
const bytes = readFileSync(process.argv[2]);
const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const gltf = await new GLTFLoader().parseAsync(buffer, "");
gltf.scene.updateMatrixWorld(true);

const shown = [];
gltf.scene.traverse((object) => {
  if (!object.isMesh) return;
  let owner = object;
  while (owner.userData.GlobalId === undefined) owner = owner.parent;
  const path = [];
  for (let above = owner.parent; above; above = above.parent)
    if (above.userData.class) path.push(above.userData.class);
  const { opacity, alphaTest, transparent } = object.material;
  shown.push({
    ...owner.userData,
    path,
    opacity,
    discarded: alphaTest > opacity,
    transparent,
    triangles: object.geometry.index.count / 3,
  });
});
const box = new Box3().setFromObject(gltf.scene, true);
console.log(
  JSON.stringify({ shown, low: box.min.toArray(), high: box.max.toArray(), asset: gltf.asset }),
);
