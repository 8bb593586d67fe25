import { assertEquals, assertStringIncludes } from "@std/assert";
import { compile, OWN_HEADERS, run, XILINX_HEADERS } from "./compiler.ts";

const QUEUE = `
#include <cstdio>
#include "hls_stream.h"
int main() {
  hls::stream<int> s("queue");
  int value = -1, written = 0, read = 0;
  std::printf("%d %d\\n", (int)s.empty(), (int)s.read_nb(value));
  // More comes in than goes out, so that the queue turns round within its room and grows while turned.
  for (int round = 0; round < 300; ++round) {
    for (int i = 0; i < 7; ++i) s.write(written++);
    for (int i = 0; i < 5; ++i) {
      if (s.read() != read++) return 1;
    }
  }
  std::printf("%d %d\\n", (int)s.size(), (int)s.full());
  while (!s.empty()) {
    s >> value;
    if (value != read++) return 1;
  }
  s << 41;
  s.write_nb(42);
  s.read(value);
  const int last = s.read();
  std::printf("%d %d %d\\n", value, last, (int)s.empty());
}
`;

for (const headers of [OWN_HEADERS, XILINX_HEADERS]) {
  Deno.test(
    { name: `hls::stream keeps the order (${headers.name})`, ignore: headers.folder === undefined },
    async () => {
      const { success, lines } = await run({ source: QUEUE, headers });
      assertEquals({ success, lines }, { success: true, lines: ["1 0", "600 0", "41 42 1"] });
    },
  );
}

const ignore = OWN_HEADERS.folder === undefined;

Deno.test({ name: "hls::stream aborts with its name when an empty one is read", ignore }, async () => {
  const source = `#include "hls_stream.h"\nint main() { hls::stream<int> s("pixels"); return s.read(); }\n`;
  const { success, stderr } = await run({ source, headers: OWN_HEADERS });
  assertEquals({ success, stderr }, {
    success: false,
    stderr: "Cannot read the stream pixels: it is empty\n",
  });
});

Deno.test({ name: "hls::stream cannot be copied", ignore }, async () => {
  const source = `#include "hls_stream.h"\nvoid f(hls::stream<int> &s) { hls::stream<int> t(s); }\n`;
  assertStringIncludes(await compile({ source, headers: OWN_HEADERS, standard: "c++11" }), "deleted");
});
