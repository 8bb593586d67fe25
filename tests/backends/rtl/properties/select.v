    // What a proof needs to know of select.v, for one channel and a row of these positions: padding, a pixel, one that is cut off,
    // padding; a test puts it in front of its `endmodule`.

    // Pixels that were read, and pixels of the output that were pushed, of an image and of all.
    reg [X_WIDTH-1:0] read;
    reg [1:0] place;
    reg [X_WIDTH-1:0] images;
    reg owed;
    reg started;

    initial started = 1'b0;

    always @(posedge clk) begin
        started <= 1'b1;
        if (rst) begin
            read <= 0;
            place <= 0;
            images <= 0;
            owed <= 0;
        end else begin
            if (in_valid && in_ready) read <= read + 1'b1;
            if (push) place <= place == 2 ? 2'd0 : place + 2'd1;
            if (push && place == 2) images <= images + 1'b1;
            owed <= owed + take - push;
        end
    end

    always @* begin
        assume(started || rst);
        assume(in_data == read);
        if (started) begin
            assert(!take || room);
            assert(owed == push);
            // Nothing waits that could go.
            assert(!(in_valid && room) || passes);
            assert(!in_ready || reads);
`ifdef ORDER
            assert(!push || push_data == (place == 1 ? ((images << 1) & {X_WIDTH{1'b1}}) : FILL));
`endif
        end
    end
