# Defines the target augury_opencv, OpenCV's core, imgproc and imgcodecs, where they are here. Debian
# has OpenCV's own CMake package in libopencv-dev alone, which brings half a gigabyte that nobody here
# needs, so without that package the header and the three libraries are looked for.
if(NOT TARGET augury_opencv)
  find_package(OpenCV QUIET COMPONENTS core imgproc imgcodecs)
  if(OpenCV_FOUND)
    set(augury_opencv_headers "${OpenCV_INCLUDE_DIRS}")
    set(augury_opencv_libraries "${OpenCV_LIBS}")
  else()
    find_path(AUGURY_OPENCV_HEADERS opencv2/imgcodecs.hpp PATH_SUFFIXES opencv4)
    set(augury_opencv_headers "${AUGURY_OPENCV_HEADERS}")
    set(augury_opencv_libraries "")
    foreach(library IN ITEMS imgcodecs imgproc core)
      find_library(AUGURY_OPENCV_${library} "opencv_${library}")
      mark_as_advanced(AUGURY_OPENCV_${library})
      list(APPEND augury_opencv_libraries "${AUGURY_OPENCV_${library}}")
    endforeach()
    mark_as_advanced(AUGURY_OPENCV_HEADERS)
  endif()
  if(NOT "${augury_opencv_headers};${augury_opencv_libraries}" MATCHES "NOTFOUND")
    add_library(augury_opencv INTERFACE IMPORTED)
    set_target_properties(augury_opencv PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${augury_opencv_headers}"
      INTERFACE_LINK_LIBRARIES "${augury_opencv_libraries}")
  endif()
endif()
