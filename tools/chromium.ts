/** Finds a browser for the tests: the system's Chromium, else the one that an npm package ships. */

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
  "brave-browser",
];

const PLACES = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * The path of a browser that starts: what `P2PANDA_CHROMIUM` names, the system's, the package's.
 * Throws where there is none, since tests are never left out in silence.
 */
export async function findChromium(): Promise<string> {
  const named = Deno.env.get("P2PANDA_CHROMIUM");
  if (named) {
    if (await starts(named)) return named;
    throw new Error(`P2PANDA_CHROMIUM names ${named}, which does not start`);
  }
  for (const path of [...NAMES.flatMap(onPath), ...PLACES]) {
    if (isFile(path) && await starts(path)) return path;
  }
  const { default: shipped } = await import("@sparticuz/chromium");
  const path = await shipped.executablePath();
  if (await starts(path)) return path;
  throw new Error(
    "no browser was found for the tests, and the one that is shipped does not start here: " +
      "install chromium (apt-get install chromium), or name one in P2PANDA_CHROMIUM",
  );
}

function onPath(name: string): string[] {
  const windows = Deno.build.os === "windows";
  const folders = (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":").filter((one) => one);
  return folders.map((folder) => `${folder}/${name}${windows ? ".exe" : ""}`);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

async function starts(path: string): Promise<boolean> {
  // On Windows `--version` opens a window.
  if (Deno.build.os === "windows") return isFile(path);
  try {
    const { success } = await new Deno.Command(path, {
      args: ["--version"],
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
}
