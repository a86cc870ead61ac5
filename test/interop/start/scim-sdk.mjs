import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { announced, cacheFolder, findJava, launch, run } from "./machine.mjs";

const source = fileURLToPath(new URL("../servers/scim-sdk/", import.meta.url));

/** SCIM-SDK (Maven Central) in a small server of ours, built once; prints about itself one line of JSON. */
export async function startScimSdk(started) {
  const home = findJava(17, "javac");
  const folder = cacheFolder(`scim-sdk-${digestOf(source)}`);
  if (!existsSync(join(folder, "ready"))) {
    cpSync(source, folder, { recursive: true });
    const repository = `-Dmaven.repo.local=${cacheFolder("maven")}`;
    const env = { ...process.env, JAVA_HOME: home };
    run("mvn", ["-q", "-B", repository, "compile", "dependency:copy-dependencies"], { cwd: folder, env });
    writeFileSync(join(folder, "ready"), "");
  }
  const classPath = `${join(folder, "target", "classes")}:${join(folder, "target", "lib", "*")}`;
  // Without it, every answer waits for the acknowledgement of its head.
  const flags = ["-Xmx512m", "-Dsun.net.httpserver.nodelay=true"];
  const server = launch(join(home, "bin", "java"), [...flags, "-cp", classPath, "rollcall.Main"]);
  started.push(server.child);
  const [, version] = /scim-sdk-server<\/artifactId>\s*<version>([^<]+)/.exec(readFileSync(`${source}pom.xml`, "utf8"));
  return { ...(await announced(server)), version: `de.captaingoldfish:scim-sdk-server ${version}` };
}

function digestOf(folder) {
  const hash = createHash("sha256");
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) hash.update(readFileSync(join(file.parentPath ?? file.path, file.name)));
  }
  return hash.digest("hex").slice(0, 12);
}
