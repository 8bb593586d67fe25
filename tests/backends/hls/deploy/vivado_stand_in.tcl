# Commands of Vivado that a block design's script gives, as far as they can be known without Vivado: names of commands,
# their arguments, which pins and parameters each IP has (PG021, PG082, PG164, PG201, PG247, and what HLS makes of a
# wrapper). Refuses what is not known; at the end says which pins were left alone.

namespace eval vivado {
    variable cells {}      ;# name -> kind
    variable parameters    ;# cell,parameter -> value
    variable joined {}     ;# of interfaces: both ends
    variable driven        ;# sink pin -> driver
    variable state {}      ;# what has been done
    variable network $::env(STAND_IN_NETWORK)
    variable streams $::env(STAND_IN_STREAMS)

    proc refuse {text} { error "stand-in: $text" }

    # Interface pins of a cell: name -> master or slave.
    proc interfaces {cell} {
        variable cells; variable parameters; variable streams
        set kind [dict get $cells $cell]
        switch -glob $kind {
            processing_system7 { return {M_AXI_GP0 master S_AXI_HP0 slave} }
            zynq_ultra_ps_e { return {M_AXI_HPM0_FPD master S_AXI_HP0_FPD slave} }
            axi_dma {
                set found {S_AXI_LITE slave}
                if {$parameters($cell,c_include_mm2s)} { lappend found M_AXI_MM2S master M_AXIS_MM2S master }
                if {$parameters($cell,c_include_s2mm)} { lappend found M_AXI_S2MM master S_AXIS_S2MM slave }
                return $found
            }
            smartconnect {
                set found {}
                for {set i 0} {$i < $parameters($cell,NUM_SI)} {incr i} { lappend found [format S%02d_AXI $i] slave }
                for {set i 0} {$i < $parameters($cell,NUM_MI)} {incr i} { lappend found [format M%02d_AXI $i] master }
                return $found
            }
            network { return [concat $streams {s_axi_control slave}] }
            default { return {} }
        }
    }

    # Pins of a cell: name -> in or out.
    proc pins {cell} {
        variable cells; variable parameters
        switch [dict get $cells $cell] {
            processing_system7 {
                return {FCLK_CLK0 out FCLK_RESET0_N out M_AXI_GP0_ACLK in S_AXI_HP0_ACLK in IRQ_F2P in}
            }
            zynq_ultra_ps_e {
                return {pl_clk0 out pl_resetn0 out maxihpm0_fpd_aclk in saxihp0_fpd_aclk in pl_ps_irq0 in}
            }
            proc_sys_reset { return {slowest_sync_clk in ext_reset_in in peripheral_aresetn out interconnect_aresetn out} }
            axi_dma {
                set found {s_axi_lite_aclk in axi_resetn in}
                if {$parameters($cell,c_include_mm2s)} { lappend found m_axi_mm2s_aclk in mm2s_introut out }
                if {$parameters($cell,c_include_s2mm)} { lappend found m_axi_s2mm_aclk in s2mm_introut out }
                return $found
            }
            smartconnect { return {aclk in aresetn in} }
            xlconcat {
                set found {dout out}
                for {set i 0} {$i < $parameters($cell,NUM_PORTS)} {incr i} { lappend found In$i in }
                return $found
            }
            network { return {ap_clk in ap_rst_n in interrupt out} }
        }
    }

    variable known
    array set known {
        processing_system7 {PCW_FPGA0_PERIPHERAL_FREQMHZ PCW_USE_M_AXI_GP0 PCW_USE_S_AXI_HP0 PCW_S_AXI_HP0_DATA_WIDTH
            PCW_USE_FABRIC_INTERRUPT PCW_IRQ_F2P_INTR}
        zynq_ultra_ps_e {PSU__FPGA_PL0_ENABLE PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ PSU__USE__M_AXI_GP0 PSU__USE__M_AXI_GP1
            PSU__USE__M_AXI_GP2 PSU__USE__S_AXI_GP2 PSU__SAXIGP2__DATA_WIDTH PSU__USE__IRQ0}
        axi_dma {c_include_sg c_sg_include_stscntrl_strm c_sg_length_width c_addr_width c_include_mm2s c_include_s2mm
            c_m_axi_mm2s_data_width c_m_axis_mm2s_tdata_width c_mm2s_burst_size c_m_axi_s2mm_data_width
            c_s_axis_s2mm_tdata_width c_s2mm_burst_size}
        smartconnect {NUM_SI NUM_MI}
        xlconcat {NUM_PORTS}
        proc_sys_reset {}
        network {}
    }

    proc need {condition text} { if {![uplevel 1 [list expr $condition]]} { refuse $text } }
    proc done {what} { variable state; lappend state $what }
    proc after {what} { variable state; if {$what ni $state} { refuse "[lindex [info level -1] 0] before $what" } }
}

proc create_project {args} {
    vivado::need {[llength $args] == 5 && [lindex $args 0] eq "-force" && [lindex $args 3] eq "-part"} "create_project $args"
    vivado::need {[lindex $args 4] eq $::env(STAND_IN_PART)} "part [lindex $args 4]"
    vivado::done project
}
proc current_project {} { vivado::after project; return @project }
proc get_board_parts {args} {
    vivado::need {[llength $args] == 2 && [lindex $args 0] eq "-quiet"} "get_board_parts $args"
    if {[string match [lindex $args 1] $::env(STAND_IN_BOARD):1.2]} {
        return [list $::env(STAND_IN_BOARD):1.10 $::env(STAND_IN_BOARD):1.2]
    }
    return {}
}
proc set_property {args} {
    if {[lindex $args 0] eq "-dict"} {
        vivado::need {[llength $args] == 3} "set_property $args"
        set cell [lindex $args 2]
        foreach {key value} [lindex $args 1] {
            vivado::need {[regexp {^CONFIG\.(\w+)$} $key -> name]} "property $key"
            regexp {^CONFIG\.(\w+)$} $key -> name
            vivado::need {$name in $vivado::known([dict get $vivado::cells $cell])} "$cell has no parameter $name"
            set vivado::parameters($cell,$name) $value
        }
        return
    }
    vivado::need {[llength $args] == 3} "set_property $args"
    lassign $args name value object
    switch $name {
        board_part { vivado::need {$value eq "$::env(STAND_IN_BOARD):1.10"} "board $value" }
        board_connections { vivado::need {[llength $value] == 2} "connections $value" }
        ip_repo_paths {
            vivado::need {[llength $value] == 1 && [file exists [file join [lindex $value 0] component.xml]]} "repository $value"
        }
        top { vivado::need {$value eq "system_wrapper" && $object eq "@fileset"} "top $value" }
        default { vivado::refuse "property $name" }
    }
}
proc update_ip_catalog {} { vivado::done catalogue }
proc create_bd_design {name} { vivado::after catalogue; vivado::need {$name eq "system"} $name; vivado::done design }
proc create_bd_cell {args} {
    vivado::after design
    vivado::need {[llength $args] == 5 && [lrange $args 0 2] eq "-type ip -vlnv"} "create_bd_cell $args"
    lassign [lrange $args 3 4] vlnv name
    vivado::need {![dict exists $vivado::cells $name]} "cell $name is there already"
    lassign [split $vlnv :] vendor library kind version
    vivado::need {$vendor eq "xilinx.com" && $version eq ""} $vlnv
    if {$library eq "hls"} {
        vivado::need {$kind eq $vivado::network} $vlnv
        set kind network
    } else {
        vivado::need {$library eq "ip" && [info exists vivado::known($kind)] && $kind ne "network"} $vlnv
    }
    dict set vivado::cells $name $kind
    return $name
}
proc apply_bd_automation {args} {
    vivado::need {[llength $args] == 5 && [lindex $args 0] eq "-rule" && [lindex $args 2] eq "-config"} $args
    vivado::need {[lindex $args 1] eq "xilinx.com:bd_rule:[dict get $vivado::cells [lindex $args 4]]"} [lindex $args 1]
    vivado::need {[dict get [lindex $args 3] apply_board_preset] == 1} [lindex $args 3]
}
proc get_bd_intf_pins {path} {
    lassign [split $path /] cell pin
    vivado::need {[dict exists [vivado::interfaces $cell] $pin]} "no interface $path"
    return $path
}
proc get_bd_pins {path} {
    lassign [split $path /] cell pin
    vivado::need {[dict exists [vivado::pins $cell] $pin]} "no pin $path"
    return $path
}
proc connect_bd_intf_net {from to} {
    foreach end [list $from $to] mode {master slave} {
        lassign [split $end /] cell pin
        vivado::need {[dict get [vivado::interfaces $cell] $pin] eq $mode} "$end is no $mode"
        vivado::need {$end ni $vivado::joined} "$end is connected twice"
        lappend vivado::joined $end
    }
    # Streams with streams, and as wide; memory with memory.
    set kinds [lmap end [list $from $to] {string match -nocase *axis_* $end}]
    vivado::need {[lindex $kinds 0] == [lindex $kinds 1]} "$from and $to are of two kinds"
}
proc connect_bd_net {from to} {
    foreach end [list $from $to] way {out in} {
        lassign [split $end /] cell pin
        vivado::need {[dict get [vivado::pins $cell] $pin] eq $way} "$end is no $way"
    }
    vivado::need {![info exists vivado::driven($to)]} "$to is driven twice"
    set vivado::driven($to) $from
}
proc assign_bd_address {} { vivado::after design; vivado::done addresses }
proc validate_bd_design {} {
    vivado::after addresses
    foreach {cell kind} $vivado::cells {
        foreach {pin mode} [vivado::interfaces $cell] {
            vivado::need {"$cell/$pin" in $vivado::joined} "$cell/$pin is not connected"
        }
        foreach {pin way} [vivado::pins $cell] {
            vivado::need {$way eq "out" || [info exists vivado::driven($cell/$pin)]} "$cell/$pin is not driven"
        }
    }
    vivado::done valid
}
proc save_bd_design {} { vivado::after valid; vivado::done saved }
proc get_files {name} { vivado::after saved; vivado::need {$name eq "system.bd"} $name; return @bd }
proc generate_target {what of} { vivado::need {$what eq "all" && $of eq "@bd"} "$what $of" }
proc make_wrapper {args} { vivado::need {$args eq "-files @bd -top"} $args; return @wrapper }
proc add_files {args} { vivado::need {$args eq "-norecurse @wrapper"} $args }
proc current_fileset {} { return @fileset }
proc update_compile_order {args} { vivado::need {$args eq "-fileset sources_1"} $args }
proc launch_runs {args} { vivado::need {[lrange $args 0 2] eq "impl_1 -to_step write_bitstream"} $args; vivado::done launched }
proc wait_on_run {run} { vivado::after launched; vivado::need {$run eq "impl_1"} $run; vivado::done ran }
proc get_runs {run} { return @run }
proc get_property {name object} {
    switch $name/$object {
        PROGRESS/@run { return $::env(STAND_IN_PROGRESS) }
        STATUS/@run { return "write_bitstream ERROR" }
        STATS.WNS/@run { return $::env(STAND_IN_SLACK) }
        DIRECTORY/@run - DIRECTORY/@project { return $::env(STAND_IN_FOLDER) }
        default { vivado::refuse "get_property $name $object" }
    }
}
