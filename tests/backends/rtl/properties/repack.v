    // What a proof needs to know of repack.v; a test puts it in front of its `endmodule`.

    // Chunks of the beats that were read and of those that were pushed: every chunk is the number of those before it.
    reg [CHUNK_WIDTH-1:0] read;
    reg [CHUNK_WIDTH-1:0] pushed;
    reg [1:0] owed;
    reg started;
    integer k;

    initial started = 1'b0;

    always @(posedge clk) begin
        started <= 1'b1;
        if (rst) begin
            read <= 0;
            pushed <= 0;
            owed <= 0;
        end else begin
            if (in_valid && in_ready) read <= read + IN_CHUNKS;
            if (push) pushed <= pushed + OUT_CHUNKS;
            owed <= owed + take - push;
        end
    end

    wire [CHUNK_WIDTH-1:0] next_in = read + in_index;
    wire [CHUNK_WIDTH-1:0] next_out = pushed + (push ? OUT_CHUNKS : 0) + out_index;
    always @* begin
        assume(started || rst);
        for (k = 0; k < IN_CHUNKS; k = k + 1) begin
            assume(in_data[k*CHUNK_WIDTH +: CHUNK_WIDTH] == ((read + k) & {CHUNK_WIDTH{1'b1}}));
        end
        if (started) begin
            assert(in_index < IN_CHUNKS && out_index < OUT_CHUNKS);
            // Nothing is lost or doubled on the way.
            assert(next_in == next_out);
            assert(!push || out_index == 0);
            for (k = 0; k < OUT_CHUNKS; k = k + 1) begin
                assert(!(push || k < out_index) ||
                    push_data[k*CHUNK_WIDTH +: CHUNK_WIDTH] == ((pushed + k) & {CHUNK_WIDTH{1'b1}}));
            end
            // A place is taken where there is one, and filled once.
            assert(!take || room);
            assert(owed == (out_index != 0) + push);
            // Nothing waits that could go.
            assert(!(in_valid && room) || moves);
        end
    end
