/** Whether an input names a resource that is asked for: the form's context has to know it. */
export function isAskedIn(name: string): boolean {
  return name === "resource" || /^(?:ask|again)\.\d+\.resource$/.test(name);
}
