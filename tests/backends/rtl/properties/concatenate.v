    // What a proof needs to know of concatenate.v with a lane an input; a test puts it in front of its `endmodule`.

    // Beats that were read of either input: the number of those before is what a beat of the first one is, one's
    // complement of it what a beat of the second one is.
    reg [A_WIDTH-1:0] read_a;
    reg [A_WIDTH-1:0] read_b;
    reg [A_WIDTH-1:0] pushed_a;
    reg [A_WIDTH-1:0] pushed_b;
    // Of a block: beats that were pushed.
    reg [3:0] place;
    reg started;

    initial started = 1'b0;

    wire of_a = JOINS != 0 || place < A_BEATS;
    wire of_b = JOINS != 0 || place >= A_BEATS;
    wire [3:0] next_place = place == A_BEATS + B_BEATS - 1 ? 4'd0 : place + 4'd1;

    always @(posedge clk) begin
        started <= 1'b1;
        if (rst) begin
            read_a <= 0;
            read_b <= 0;
            pushed_a <= 0;
            pushed_b <= 0;
            place <= 0;
        end else begin
            if (a_valid && a_ready) read_a <= read_a + 1'b1;
            if (b_valid && b_ready) read_b <= read_b + 1'b1;
            if (push && of_a) pushed_a <= pushed_a + 1'b1;
            if (push && of_b) pushed_b <= pushed_b + 1'b1;
            if (push) place <= next_place;
        end
    end

    generate
        if (JOINS == 0) begin : places
            wire [3:0] at = push ? next_place : place;
            always @* begin
                if (started) begin
                    assert(place < A_BEATS + B_BEATS);
                    assert(follows.beat < (follows.second ? B_BEATS : A_BEATS));
                    assert(at == follows.beat + (follows.second ? A_BEATS : 0));
                    assert(!push || push_data == (of_a ? pushed_a : ~pushed_b));
                    assert(take == (room && (follows.second ? b_valid : a_valid)));
                end
            end
        end else begin : pairs
            always @* begin
                if (started) begin
                    assert(!push || push_data == {~pushed_b, pushed_a});
                    assert(take == (room && a_valid && b_valid));
                end
            end
        end
    endgenerate

    always @* begin
        assume(started || rst);
        assume(a_data == read_a);
        assume(b_data == ~read_b);
        if (started) begin
            assert(!take || room);
            // Nothing is lost, doubled or made up.
            assert(read_a == pushed_a + (push && of_a));
            assert(read_b == pushed_b + (push && of_b));
            assert(take == ((a_valid && a_ready) || (b_valid && b_ready)));
        end
    end
