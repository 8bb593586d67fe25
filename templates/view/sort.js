// Sorts tables of the class "sortable" by the column whose head is pressed: up, then down, what is not known at the end.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const isUp = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isUp ? "ascending" : "descending");
      const valueOf = (row) => row.cells[column]?.dataset.value ?? "";
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [valueOf(a), valueOf(b)];
        if (x === "" || y === "") return (x === "") - (y === "");
        const order = Number.isNaN(Number(x)) || Number.isNaN(Number(y)) ? x.localeCompare(y) : x - y;
        return isUp ? order : -order;
      });
      body.append(...rows);
    });
  });
}
