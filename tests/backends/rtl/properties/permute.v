    // What a proof needs to know of permute.v, for chunks of an element, beats of a chunk and two axes of two that change
    // places; a test puts it in front of its `endmodule`.

    // Elements that were read and pushed: every element is the number of those before it.
    reg [X_WIDTH-1:0] read;
    reg [X_WIDTH-1:0] pushed;
    // Images that were read whole and not given whole.
    reg [2:0] kept;
    reg [1:0] owed;
    reg was_taken;
    reg started;

    initial started = 1'b0;

    wire [X_WIDTH-1:0] wanted = {pushed[X_WIDTH-1:2], pushed[0], pushed[1]};

    always @(posedge clk) begin
        started <= 1'b1;
        if (rst) begin
            read <= 0;
            pushed <= 0;
            kept <= 0;
            owed <= 0;
            was_taken <= 0;
        end else begin
            if (in_valid && in_ready) read <= read + 1'b1;
            if (push) pushed <= pushed + 1'b1;
            kept <= kept + fills - empties;
            owed <= owed + take - push;
            was_taken <= take;
        end
    end

    always @* begin
        assume(started || rst);
        assume(in_data == read);
        if (started) begin
            assert(!take || room);
            assert(owed == was_taken + push);
            // An image is written where none is kept, and read where one is.
            assert(kept == full[0] + full[1]);
            assert(full[read_half] || !full[write_half]);
            assert((read_half == write_half) == (kept != 1));
            assert(!writes || !full[write_half]);
            assert(!reads || full[read_half]);
            assert(written < CHUNKS && address < CHUNKS);
`ifdef ORDER
            assert(!push || push_data == wanted);
`endif
        end
    end
