// Khronos' validator over GLB files: prints one JSON object per file with its report.
import { readFileSync } from "node:fs";
import validator from "gltf-validator";

for (const path of process.argv.slice(2)) {
  const report = await validator.validateBytes(new Uint8Array(readFileSync(path)), {
    maxIssues: 100,
  });
  console.log(JSON.stringify({ path, issues: report.issues, info: report.info }));
}
