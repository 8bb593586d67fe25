import { findCommand } from "../../src/base/processes/executables.ts";

/** Where Slurm's programs are looked for: those of servers are not on everybody's path. */
const FOLDERS = [...(Deno.env.get("PATH") ?? "").split(":"), "/usr/sbin", "/sbin"];

/** Programs that a Slurm of one machine needs. */
const PROGRAMS = [
  "munged",
  "slurmctld",
  "slurmd",
  "sbatch",
  "squeue",
  "scancel",
  "scontrol",
  "sinfo",
  "sacct",
];

const found = await Promise.all(PROGRAMS.map((name) => findCommand(name, FOLDERS, { os: Deno.build.os })));

/** Whether all of them are installed. */
export const isSlurmHere = Deno.build.os === "linux" && found.every((path) => path !== undefined);

/** A Slurm of one machine, that nobody else sees. */
export interface RealSlurm {
  /** A folder with its commands: the first of a `PATH`. */
  readonly commands: string;
  /** Runs one of them; returns what it printed. */
  readonly run: (name: string, ...args: readonly string[]) => Promise<string>;
  /** Ends its controller, does something, and starts it again with what it had saved. */
  readonly withoutController: (action: () => Promise<void>) => Promise<void>;
  /** Has a task that was put back into the queue start now, and not two minutes later. */
  readonly startNow: (task: string) => Promise<void>;
  /** Ends all of it, jobs first. */
  readonly stop: () => Promise<void>;
}

/** Starts a Slurm in a folder, on loopback, at ports that are free; null where this machine does not let it. */
export async function startSlurm(folder: string): Promise<RealSlurm | null> {
  const programs = new Map(PROGRAMS.map((name, i) => [name, found[i]!]));
  const servers: Deno.ChildProcess[] = [];
  const start = (name: string, ...args: readonly string[]) => {
    const child = new Deno.Command(programs.get(name)!, {
      args: [...args],
      env: { SLURM_CONF: `${folder}/slurm.conf` },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    servers.push(child);
    return child;
  };
  const commands = `${folder}/commands`;
  const run = async (name: string, ...args: readonly string[]) => {
    const { stdout } = await new Deno.Command(`${commands}/${name}`, { args: [...args], stderr: "null" })
      .output();
    return new TextDecoder().decode(stdout).trim();
  };
  const answers = (what: string) =>
    until(async () => (await run("sinfo", "--noheader", "--format=%T")) === what);
  const end = async (child: Deno.ChildProcess) => {
    child.kill("SIGTERM");
    await child.status;
    servers.splice(servers.indexOf(child), 1);
  };
  const stop = async () => {
    await run("scancel", "--me", "--full");
    await until(async () => (await run("squeue", "--noheader")) === "");
    // What was started last ends first: a job's step tells its node.
    for (const child of servers.toReversed()) await end(child);
  };
  for (const name of ["commands", "state", "spool", "munge"]) {
    await Deno.mkdir(`${folder}/${name}`, { mode: 0o755 });
  }
  await Deno.writeFile(`${folder}/munge/key`, crypto.getRandomValues(new Uint8Array(1024)), { mode: 0o600 });
  await Deno.writeTextFile(`${folder}/slurm.conf`, configuration(folder));
  for (const [name, path] of programs) {
    const text = `#!/bin/sh\nSLURM_CONF='${folder}/slurm.conf' exec '${path}' "$@"\n`;
    await Deno.writeTextFile(`${commands}/${name}`, text, { mode: 0o755 });
  }
  start(
    "munged",
    "--foreground",
    "--force",
    "--num-threads=1",
    `--socket=${folder}/munge/socket`,
    ...["key", "pid", "log", "seed"].map((name) => `--${name}-file=${folder}/munge/${name}`),
  );
  const hasSocket = await until(() => Deno.stat(`${folder}/munge/socket`).then(() => true, () => false));
  let controller = start("slurmctld", "-D");
  start("slurmd", "-D");
  if (!hasSocket || !await answers("idle")) {
    await stop();
    return null;
  }
  return {
    commands,
    run,
    stop,
    async startNow(task) {
      const state = () => run("squeue", "--noheader", "--states=all", `--jobs=${task}`, "--format=%T");
      await until(async () => await state() === "PENDING");
      // Slurm takes a late word of the end of the first start for that of the second: hence its two minutes.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await run("scontrol", "update", `JobId=${task}`, "StartTime=now");
    },
    async withoutController(action) {
      await end(controller);
      await action();
      controller = start("slurmctld", "-D");
      // Behind it in the list the node would end last.
      servers.splice(1, 0, servers.pop()!);
      await until(async () => (await run("sinfo", "--noheader", "--format=%T")) !== "");
    },
  };
}

function configuration(folder: string): string {
  const [first, second] = freePorts();
  const host = Deno.hostname().split(".", 1)[0];
  const user = Deno.uid() === 0 ? "root" : Deno.env.get("USER");
  return `ClusterName=interlace
SlurmctldHost=${host}(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
CredType=cred/munge
SlurmUser=${user}
SlurmdUser=${user}
SlurmctldPort=${first}
SlurmdPort=${second}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=1
NodeName=${host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=closed Nodes=${host} State=DOWN
PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
}

function freePorts(): readonly number[] {
  const listeners = [1, 2].map(() => Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const ports = listeners.map(({ addr }) => (addr as Deno.NetAddr).port);
  for (const listener of listeners) listener.close();
  return ports;
}

/** Waits for a condition, at most a minute; says whether it came true. */
export async function until(condition: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
