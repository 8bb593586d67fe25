    // What a proof needs to know of row_credits.v; a test puts it in front of its `endmodule`.

    // Rows that are complete and were not given back, and the memory of the first of them.
    reg [CREDIT_WIDTH-1:0] complete;
    reg [ROW_WIDTH:0] first;
    reg started;

    initial started = 1'b0;

    wire [CREDIT_WIDTH-1:0] back = give ? give_rows : 0;
    // Round the memories, without a division, which a solver takes most of its time for.
    wire [CREDIT_WIDTH+ROW_WIDTH:0] next = first + back;
    wire [CREDIT_WIDTH+ROW_WIDTH:0] behind = first + complete;

    always @(posedge clk) begin
        started <= 1'b1;
        if (rst) begin
            complete <= 0;
            first <= 0;
        end else begin
            complete <= complete + row_done - back;
            first <= next < ROWS ? next : next - ROWS;
        end
    end

    always @* begin
        assume(started || rst);
        // Whoever reads gives back what it has.
        assume(back <= complete);
        assume(!write || open);
        if (started) begin
            // Every memory holds a row, is written or may be: none is written while it holds one.
            assert(complete <= ROWS);
            assert(credits == ROWS - complete);
            assert(first < ROWS && row == (behind < ROWS ? behind : behind - ROWS));
            assert(columns < COLUMNS);
            assert(last == (columns == COLUMNS - 1) && more == (credits > 1));
            assert(open == (complete < ROWS));
            assert(row_done == (write && columns == COLUMNS - 1));
        end
    end
