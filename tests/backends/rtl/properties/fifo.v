    // What a proof needs to know of fifo.v; a test puts it in front of its `endmodule`.

    // Places that were taken and are not filled yet.
    reg [COUNT_WIDTH:0] owed;
    // Beats that were pushed and popped, and what the next of each is: every beat is the number of those before it.
    reg [WIDTH-1:0] pushed;
    reg [WIDTH-1:0] popped;
    reg started;

    initial started = 1'b0;

    always @(posedge clk) begin
        started <= 1'b1;
        if (rst) begin
            owed <= 0;
            pushed <= 0;
            popped <= 0;
        end else begin
            owed <= owed + take - push;
            pushed <= pushed + push;
            popped <= popped + pop;
        end
    end

    always @* begin
        assume(started || rst);
        // Whoever fills the queue keeps to its rules.
        assume(!take || room);
        assume(!push || owed != 0 || take);
        assume(push_data == pushed);
        if (started) begin
            // Nothing is lost, doubled or made up: every place is free, owed or holds a beat.
            assert(has_free == (free != 0) && has_stored == (stored != 0));
            assert(free + owed + stored + valid == DEPTH);
            // No beat is written over one that nobody read. (A solver takes most of its time for a division.)
            assert(head + stored == tail || head + stored == tail + DEPTH);
            assert(head < DEPTH && tail < DEPTH);
            assert(pushed - popped == ((stored + valid) & {WIDTH{1'b1}}));
`ifdef ORDER
            assert(!valid || data == popped);
`endif
        end
    end
