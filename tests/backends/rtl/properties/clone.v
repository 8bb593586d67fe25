    // What a proof needs to know of clone.v; a test puts it in front of its `endmodule`.
    always @* begin
        // Both copies go at once and with their beat, into places that are there.
        assert(first_take == passes && second_take == passes);
        assert(first_push == passes && second_push == passes);
        assert(!first_take || first_room);
        assert(!second_take || second_room);
        assert(!passes || (first_push_data == in_data && second_push_data == in_data));
        // Nothing waits that could go.
        assert(passes == (in_valid && first_room && second_room));
    end
