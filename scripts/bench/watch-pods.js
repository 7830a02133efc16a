// When the pods of a run began and did what, as their cluster and their own logs tell.

/** Watches both clusters of a lab. Times are milliseconds of this process. */
export function watchPods(clusters) {
  let jobs = new Map();
  for (const [side, { api }] of Object.entries(clusters)) {
    api.store.onChange(({ type, object }) => {
      const key = `${side} ${object.kind === 'Job' ? object.metadata.name : object.metadata.labels?.['job-name']}`;
      if (object.kind === 'Job' && type === 'ADDED') {
        const role = object.metadata.labels?.['app.kubernetes.io/component'];
        jobs.set(key, { side, role, createdAt: performance.now(), isRead: false });
      }
      const job = jobs.get(key);
      if (object.kind === 'Pod' && job !== undefined && !job.isRead) read(job, api, object.metadata.uid);
    });
  }
  return {
    reset: () => (jobs = new Map()),
    /** For each Job: role, and milliseconds from its creation to the start of its agent, and from there to its end. */
    seen: () =>
      [...jobs.values()].map(({ side, role, createdAt, started, listening, finished }) => ({
        side,
        role,
        startMs: (role === 'responder' ? listening : started) - createdAt,
        workMs: finished - started,
      })),
  };
}

function read(job, api, uid) {
  const log = api.logs.containerLog(uid);
  if (log === undefined) return;
  job.isRead = true;
  let text = '';
  const take = (more) => {
    text += more;
    for (const event of ['started', 'listening', 'finished']) {
      if (job[event] === undefined && text.includes(`"type":"${event}"`)) job[event] = performance.now();
    }
  };
  take(log.text);
  log.follow(take, () => undefined);
}
