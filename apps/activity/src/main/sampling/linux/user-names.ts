/** Names of the users in /etc/passwd, by id. An id without a name is its own name. */
export function createUserNames(passwd: string): (uid: string) => string {
  const names = new Map<string, string>();
  for (const line of passwd.split('\n')) {
    const [name, , uid] = line.split(':');
    if (name !== undefined && uid !== undefined && !names.has(uid)) names.set(uid, name);
  }
  return (uid) => names.get(uid) ?? uid;
}
