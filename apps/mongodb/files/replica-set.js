// Brings the replica set and its users to what MEMBERS (host:port, with commas) and the Secret say, as often as one likes:
// mongosh --nodb --norc replica-set.js. What cannot be done yet throws, and Kubernetes tries again.

const fs = require('node:fs');

const SECRETS = process.env.SECRETS || '/run/secrets/mongodb';
const MEMBERS = process.env.MEMBERS.split(',');
const USERS = {
  backup: [{ role: 'backup', db: 'admin' }],
  converter: [{ role: 'readWrite', db: 'media' }],
  gateway: [{ role: 'readWrite', db: 'media' }],
};

function password(user) {
  return fs.readFileSync(`${SECRETS}/${user}-password`, 'utf8').trim();
}

function connectAsRoot(hosts, options) {
  const login = `root:${encodeURIComponent(password('root'))}`;
  const url = `mongodb://${login}@${hosts}/?authSource=admin&serverSelectionTimeoutMS=30000&${options}`;
  return new Mongo(url).getDB('admin');
}

/** The first member has the administrator, and so has to begin. */
function initiate() {
  const first = connectAsRoot(MEMBERS[0], 'directConnection=true');
  if (first.hello().setName) return;
  const members = MEMBERS.map((host, index) => ({ _id: index, host }));
  first.adminCommand({ replSetInitiate: { _id: 'rs0', members } });
  print(`initiated rs0 with ${MEMBERS}`);
}

/** One at a time, as MongoDB wants it: a second one before the first is agreed on throws. */
function addMembers(admin) {
  const known = admin.hello().hosts;
  for (const host of MEMBERS.filter(member => !known.includes(member))) {
    const { config } = admin.adminCommand({ replSetGetConfig: 1 });
    const _id = Math.max(...config.members.map(member => member._id)) + 1;
    const members = [...config.members, { _id, host }];
    admin.adminCommand({ replSetReconfig: { ...config, version: config.version + 1, members } });
    print(`added ${host}`);
  }
}

function setUser(admin, user, roles) {
  const { users } = admin.adminCommand({ usersInfo: user });
  const command = users.length > 0 ? { updateUser: user } : { createUser: user };
  admin.adminCommand({ ...command, pwd: password(user), roles });
  print(`${user} has its roles and password`);
}

initiate();
const admin = connectAsRoot(MEMBERS.join(','), 'replicaSet=rs0');
addMembers(admin);
for (const [user, roles] of Object.entries(USERS)) setUser(admin, user, roles);
